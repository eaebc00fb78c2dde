from __future__ import annotations

import numpy as np
import pytest

from kerasrun.data.class_id import class_ids, count_classes
from kerasrun.data.examples import Array, ArrayExamples, Splits


@pytest.mark.parametrize(
    ("targets", "ids"),
    [
        (np.array([2, 0, 1], "uint8"), [2, 0, 1]),
        (np.array([[2], [0]]), [2, 0]),
        (np.eye(3, dtype="float32")[[2, 1]], [2, 1]),
        (np.array([0.5, 1.0]), None),
        (np.array([[0.2, 0.8]]), None),
        (np.array([[1, 1], [0, 1]]), None),
        (np.zeros((2, 3, 4)), None),
    ],
)
def test_class_ids(targets: Array, ids: list[int] | None) -> None:
    found = class_ids(targets)
    assert (None if found is None else found.tolist()) == ids


def examples(targets: Array) -> ArrayExamples:
    return ArrayExamples(np.zeros((len(targets), 1)), targets)


@pytest.mark.parametrize("dtype", ["int64", "uint8", "int8"])
def test_classes_are_counted_over_all_splits(dtype: str) -> None:
    train, test = np.array([0, 1], dtype), np.array([4], dtype)
    assert count_classes(Splits(examples(train), test=examples(test))) == 5
    assert count_classes(Splits(examples(train[:0]))) == 0


def test_one_hot_rows_count_their_columns() -> None:
    assert count_classes(Splits(examples(np.eye(6)[[0, 1]]))) == 6


def test_values_have_no_classes() -> None:
    assert count_classes(Splits(examples(np.array([0.5, 1.5])))) is None
