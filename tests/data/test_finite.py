from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kerasrun.data import finite as module
from kerasrun.data.examples import ArrayExamples
from kerasrun.data.finite import require_finite
from kerasrun.data.origin import Origin
from kerasrun.errors import DataError

ORIGIN = Origin("digits.npz", "x_train", "y_train")
LARGEST = float(np.finfo(np.float32).max)


def refusal(inputs: Any, targets: Any = (0,)) -> DataError:
    with pytest.raises(DataError) as caught:
        require_finite(ArrayExamples(np.asarray(inputs), np.asarray(targets), ORIGIN))
    return caught.value


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("chunk", [1, 16, 2**20])
def test_values_that_are_not_finite_are_named_with_their_place(
    dtype: str, value: float, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CHUNK_VALUES", chunk)
    inputs = np.zeros((5, 4, 2), dtype)
    inputs[3, 2, 1] = inputs[4, 0, 0] = value
    error = refusal(inputs)
    assert error.message == (
        f"digits.npz: expected finite numbers, received {value} in row 3 of x_train at [2, 1], "
        "counted from 0."
    )
    assert error.hint == "remove the row, or replace the value: numpy.nan_to_num"


@pytest.mark.parametrize("value", [1e203, -1e203, LARGEST * 1.001])
def test_values_that_float32_does_not_hold(value: float) -> None:
    error = refusal(np.array([[0.0], [value]]))
    assert (
        f"expected numbers below 3.4e38, the largest of float32, received {value} in row 1" in error.message
    )
    assert error.hint == "scale the values, or remove the row"


def test_targets_are_looked_at_too() -> None:
    assert "received nan in row 1 of y_train, counted" in refusal(np.zeros((2, 3)), [0, np.nan]).message


def test_memory_order_does_not_matter() -> None:
    inputs = np.zeros((3, 4), order="F")
    inputs[1, 2] = np.nan
    assert "in row 1 of x_train at [2]" in refusal(inputs).message


@pytest.mark.parametrize(
    "inputs",
    [
        np.full((2, 3), LARGEST),
        np.full((2, 3), -LARGEST, "float32"),
        np.full((2, 3), 2**64 - 1, "uint64"),
        np.array([["a"], ["b"]]),
        np.zeros((0, 3)),
    ],
)
def test_what_passes(inputs: Any) -> None:
    require_finite(ArrayExamples(inputs, np.zeros(len(inputs))))
