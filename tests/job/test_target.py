"""Targets fit the output in every axis: what only broadcasts is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kerasrun.data.examples import Array, ArrayExamples
from kerasrun.data.origin import Origin
from kerasrun.errors import DataError
from kerasrun.job.target import encode_targets

IDS = np.array([[0, 1, 2, 1], [2, 2, 0, 0]])
SPARSE = "SparseCategoricalCrossentropy"


def encode(targets: Array, steps: int = 20, **options: Any) -> tuple[Array, str | None]:
    """Encode the targets of sequences of `steps` steps."""
    return encode_targets(ArrayExamples(np.zeros((len(targets), steps, 3)), targets), **options)


def test_ids_per_step_are_one_hot_per_step() -> None:
    targets, note = encode(IDS, loss="CategoricalCrossentropy", output=(None, 4, 3), classes=None)
    assert targets.shape == (2, 4, 3)
    assert (targets.argmax(axis=-1) == IDS).all()
    assert note is not None


def test_ids_per_step_stay_for_a_sparse_loss() -> None:
    loss = "SparseCategoricalCrossentropy"
    targets, _ = encode(IDS, loss=loss, output=(None, 4, 3), classes=None)
    assert (targets == IDS).all()


def test_pictures_are_targets_of_pictures() -> None:
    pictures = np.random.default_rng(0).random((2, 6, 6, 1), "float32")
    targets, _ = encode(pictures, loss="MeanSquaredError", output=(None, 6, 6, 1), classes=None)
    assert targets.shape == (2, 6, 6, 1)
    assert (targets == pictures).all()


def test_an_open_axis_fits_any_length() -> None:
    targets, _ = encode(IDS, loss="SparseCategoricalCrossentropy", output=(None, None, 3), classes=3)
    assert targets.shape == (2, 4)


@pytest.mark.parametrize(
    ("targets", "loss", "message"),
    [
        (np.zeros((2, 20, 1), "float32"), "MeanSquaredError", "shape 20 x 1 per example"),
        (np.zeros((2, 20), "int64"), SPARSE, "shape 20 per example"),
        (np.zeros((2, 20), "int64"), "MeanSquaredError", "shape 20 per example"),
    ],
)
def test_a_target_per_step_for_one_row_of_outputs(targets: Array, loss: str, message: str) -> None:
    with pytest.raises(DataError, match=message) as caught:
        encode(targets, loss=loss, output=(None, 1), classes=None, returns_sequences=False)
    assert "return_sequences: true" in str(caught.value.hint)


@pytest.mark.parametrize("returns_sequences", [True, False, None])
@pytest.mark.parametrize(
    ("targets", "loss", "hint"),
    [
        (np.zeros((2, 7), "int64"), "MeanSquaredError", "give the last layer 7 units"),
        (np.zeros((2, 7), "float32"), "MeanSquaredError", "give the last layer 7 units"),
        (np.eye(2, 7, dtype=int), SPARSE, "save one class id per example"),
        (np.zeros((2, 6, 6, 1)), "MeanSquaredError", "give the last layer 36 units"),
    ],
)
def test_rows_of_another_width_are_no_steps(
    targets: Array, loss: str, hint: str, returns_sequences: bool | None
) -> None:
    with pytest.raises(DataError) as caught:
        encode(targets, loss=loss, output=(None, 3), classes=None, returns_sequences=returns_sequences)
    assert hint in str(caught.value.hint)


@pytest.mark.parametrize(
    ("returns_sequences", "hint"),
    [(True, "leave `return_sequences` out"), (False, "add Flatten"), (None, "add Flatten")],
)
@pytest.mark.parametrize("shape", [(2,), (2, 1), (2, 5)])
def test_one_target_for_an_output_per_step(
    shape: tuple[int, ...], returns_sequences: bool | None, hint: str
) -> None:
    with pytest.raises(DataError, match="each of the 4 places") as caught:
        encode(
            np.zeros(shape),
            loss="MeanSquaredError",
            output=(None, 4, 1),
            classes=None,
            returns_sequences=returns_sequences,
        )
    assert hint in str(caught.value.hint)


def test_a_wrong_id_of_a_step_is_found_in_the_array_of_the_user() -> None:
    origin = Origin("tags.npz", "x_train", "y_train", rows=np.array([5, 17]))
    targets = IDS.copy()
    targets[1, 1] = 7
    examples = ArrayExamples(np.zeros((2, 4, 3)), targets, origin)
    with pytest.raises(DataError, match=r"received 7 in row 17 of y_train at \[1\], counted from 0"):
        encode_targets(examples, loss=SPARSE, output=(None, 4, 3), classes=None)


def test_label_sequences_of_ctc_are_shorter_than_the_output() -> None:
    assert encode(IDS, loss="CTC", output=(None, 20, 5), classes=None)[0] is IDS
