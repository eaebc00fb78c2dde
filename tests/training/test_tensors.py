from __future__ import annotations

import numpy as np
import pytest

from kerasrun.training.tensors import load_tensors

INPUTS = np.arange(12, dtype="float64").reshape(6, 2)


def test_fractions_become_keras_s_float_and_numbers_stay() -> None:
    tensors = load_tensors(INPUTS, np.arange(6, dtype="uint8"))
    assert (tensors.inputs.dtype.name, tensors.targets.dtype.name) == ("float32", "uint8")
    assert tensors.rows == 6
    assert len(tensors.parts) == 2


def test_batches() -> None:
    tensors = load_tensors(INPUTS, np.arange(6))
    inputs, targets = tensors.take(np.array([4, 0], "int32"))
    assert inputs.numpy().tolist() == [[8, 9], [0, 1]]
    assert targets.numpy().tolist() == [4, 0]
    assert [len(part) for part in tensors.cut(4, 99)] == [2, 2]


@pytest.mark.parametrize(
    "targets",
    [
        np.array([0, 1, 2, 0, 1, 1]),
        np.array([[0], [1], [2], [0], [1], [1]], "float32"),
        np.eye(3)[[0, 1, 2, 0, 1, 1]],
    ],
)
def test_class_weights_by_ids_columns_or_rows(targets: np.ndarray) -> None:
    tensors = load_tensors(INPUTS, targets, {0: 0.5, 1: 2.0})
    assert tensors.weights.numpy().tolist() == [0.5, 2, 1, 0.5, 2, 2]
    assert len(tensors.parts) == 3


def test_text() -> None:
    tensors = load_tensors(np.array([["a"], ["é"]]), np.array([0.0, 1.0]))
    assert tensors.inputs.numpy().tolist() == [[b"a"], ["é".encode()]]
