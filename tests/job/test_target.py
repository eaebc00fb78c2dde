"""Targets fit the output in every axis: what only broadcasts is refused."""

from __future__ import annotations

import numpy as np
import pytest

from kerasrun.errors import DataError
from kerasrun.job.target import encode_targets

IDS = np.array([[0, 1, 2, 1], [2, 2, 0, 0]])


def test_ids_per_step_are_one_hot_per_step() -> None:
    targets, note = encode_targets(IDS, loss="CategoricalCrossentropy", output=(None, 4, 3), classes=None)
    assert targets.shape == (2, 4, 3)
    assert (targets.argmax(axis=-1) == IDS).all()
    assert note is not None


def test_ids_per_step_stay_for_a_sparse_loss() -> None:
    loss = "SparseCategoricalCrossentropy"
    targets, _ = encode_targets(IDS, loss=loss, output=(None, 4, 3), classes=None)
    assert (targets == IDS).all()


def test_pictures_are_targets_of_pictures() -> None:
    pictures = np.random.default_rng(0).random((2, 6, 6, 1), "float32")
    targets, _ = encode_targets(pictures, loss="MeanSquaredError", output=(None, 6, 6, 1), classes=None)
    assert targets.shape == (2, 6, 6, 1)
    assert (targets == pictures).all()


def test_an_open_axis_fits_any_length() -> None:
    targets, _ = encode_targets(IDS, loss="SparseCategoricalCrossentropy", output=(None, None, 3), classes=3)
    assert targets.shape == (2, 4)


@pytest.mark.parametrize(
    ("targets", "loss", "message"),
    [
        (np.zeros((2, 20, 1), "float32"), "MeanSquaredError", "shape 20 x 1 per example"),
        (np.zeros((2, 20), "int64"), "SparseCategoricalCrossentropy", "shape 20 per example"),
        (np.zeros((2, 6, 6, 1), "float32"), "MeanSquaredError", "shape 6 x 6 x 1 per example"),
    ],
)
def test_a_target_per_step_for_one_row_of_outputs(targets: np.ndarray, loss: str, message: str) -> None:
    with pytest.raises(DataError, match=message) as caught:
        encode_targets(targets, loss=loss, output=(None, 1), classes=None)
    assert "return_sequences: true" in str(caught.value.hint)


def test_one_target_for_an_output_per_step() -> None:
    with pytest.raises(DataError, match="each of the 4 places"):
        encode_targets(
            np.zeros((2, 1), "float32"), loss="MeanSquaredError", output=(None, 4, 1), classes=None
        )


def test_label_sequences_of_ctc_are_shorter_than_the_output() -> None:
    assert encode_targets(IDS, loss="CTC", output=(None, 20, 5), classes=None)[0] is IDS
