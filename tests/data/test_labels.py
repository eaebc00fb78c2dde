"""Labels follow the loss, and wrong labels stop with their value and row."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kerasrun.data.examples import Array
from kerasrun.data.labels import encode_labels
from kerasrun.data.origin import Origin
from kerasrun.errors import DataError

IDS = np.array([2, 0, 1], "uint8")


@pytest.mark.parametrize("targets", [IDS, IDS.reshape(-1, 1), IDS.astype("float64")])
@pytest.mark.parametrize("loss", ["categorical_crossentropy", "CategoricalFocalCrossentropy"])
def test_ids_become_one_hot(targets: Array, loss: str) -> None:
    encoded, note = encode_labels(targets, loss=loss, outputs=4)
    assert encoded.dtype == np.float32
    assert encoded.tolist() == [[0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0]]
    assert note == f"class ids are one-hot encoded for {loss}: 4 values a row"


@pytest.mark.parametrize("loss", ["kl_divergence", "mse", "MeanSquaredError", "binary_crossentropy"])
def test_integer_ids_become_one_hot_for_every_loss_over_k_outputs(loss: str) -> None:
    encoded, _ = encode_labels(IDS, loss=loss, outputs=3)
    assert encoded.tolist() == np.eye(3)[IDS].tolist()


@pytest.mark.parametrize("loss", ["sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"])
@pytest.mark.parametrize("targets", [IDS, IDS.reshape(-1, 1), np.array([[0, 1, 2, 2], [2, 2, 1, 0]])])
def test_sparse_loss_leaves_ids_alone(targets: Array, loss: str) -> None:
    encoded, note = encode_labels(targets, loss=loss, outputs=3)
    assert encoded is targets
    assert note is None


@pytest.mark.parametrize("targets", [IDS, IDS.reshape(-1, 1)])
def test_the_generalized_crossentropy_takes_flat_ids(targets: Array) -> None:
    encoded, note = encode_labels(targets, loss="CategoricalGeneralizedCrossEntropy", outputs=3)
    assert encoded.tolist() == [2, 0, 1]
    assert note is None


def test_rows_for_the_generalized_crossentropy_name_the_loss_of_rows() -> None:
    with pytest.raises(DataError) as caught:
        encode_labels(np.eye(3), loss="CategoricalGeneralizedCrossEntropy", outputs=3)
    assert caught.value.hint == "use categorical_crossentropy"


@pytest.mark.parametrize("targets", [np.array([7, 0, 7]), np.array([[7.0], [0.0], [7.0]])])
@pytest.mark.parametrize("loss", ["circle", "Circle"])
def test_ids_of_embedded_examples_have_nothing_to_do_with_the_outputs(targets: Array, loss: str) -> None:
    assert encode_labels(targets, loss=loss, outputs=2)[0].tolist() == [7, 0, 7]


def test_embedded_examples_have_one_id_each() -> None:
    with pytest.raises(DataError, match="expected one class id a row, received 3 values a row"):
        encode_labels(np.eye(3), loss="Circle", outputs=3)
    with pytest.raises(DataError, match=r"expected class ids for Circle, received 0\.5"):
        encode_labels(np.array([1.0, 0.5]), loss="Circle", outputs=3)


def test_ids_of_several_steps_may_be_as_many_as_the_outputs() -> None:
    targets = np.array([[0, 1, 2], [2, 2, 1]])
    assert encode_labels(targets, loss="sparse_categorical_crossentropy", outputs=3)[0] is targets


def test_whole_floats_become_integers_for_a_sparse_loss() -> None:
    encoded, _ = encode_labels(np.array([0.0, 2.0]), loss="sparse_categorical_crossentropy", outputs=3)
    assert encoded.dtype == np.int32


def test_rows_of_weights_for_a_sparse_loss_name_the_other_loss() -> None:
    with pytest.raises(DataError) as caught:
        encode_labels(np.eye(3, dtype=int), loss="sparse_categorical_crossentropy", outputs=3)
    assert caught.value.hint == "use categorical_crossentropy"


@pytest.mark.parametrize("targets", [np.array([1, 0, 1]), np.array([[1], [0], [1]], "uint8")])
def test_binary_ids_become_one_float_column(targets: Array) -> None:
    encoded, note = encode_labels(targets, loss="binary_crossentropy", outputs=1)
    assert encoded.dtype == np.float32
    assert encoded.tolist() == [[1], [0], [1]]
    assert note == "labels 0/1 are one float column for binary_crossentropy"


def test_values_become_one_column() -> None:
    encoded, note = encode_labels(np.array([0.5, -3.0]), loss="mse", outputs=1)
    assert encoded.tolist() == [[0.5], [-3.0]]
    assert note is None


def test_rows_pass_as_float32() -> None:
    rows = np.random.default_rng(0).random((5, 10))
    encoded, note = encode_labels(rows, loss="categorical_crossentropy", outputs=10)
    assert encoded.dtype == np.float32
    np.testing.assert_allclose(encoded, rows, rtol=1e-6)
    assert note is None


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "sparse_categorical_crossentropy"])
@pytest.mark.parametrize(
    ("targets", "value", "row", "hint"),
    [
        ([0, 1, 3], "3", 2, "the last layer needs 4 units for these ids"),
        ([1, 2, 3], "3", 2, "the ids count from 1; subtract 1"),
        ([0, -1, 1], "-1", 1, "ids are whole numbers that count from 0"),
        ([0.0, 0.6], "0.6", 1, "ids are whole numbers that count from 0"),
        ([0.0, 7.0], "7.0", 1, "the last layer needs 8 units for these ids"),
    ],
)
def test_wrong_ids_are_named(loss: str, targets: Array, value: Any, row: int, hint: str) -> None:
    with pytest.raises(DataError) as caught:
        encode_labels(np.array(targets), loss=loss, outputs=3)
    assert f"expected class ids 0 to 2 for 3 outputs, received {value} in row {row}" in caught.value.message
    assert caught.value.hint == hint


def test_fewer_outputs_than_classes_is_refused() -> None:
    with pytest.raises(DataError, match="an output for each of 10 classes, received 5 outputs"):
        encode_labels(IDS, loss="sparse_categorical_crossentropy", outputs=5, classes=10)


@pytest.mark.parametrize(
    "targets", [np.array([0, 1, 2]), np.array([0.0, 1.0, -1.0]), np.array([[0.0, 7.0]] * 3)]
)
def test_binary_loss_refuses_labels_outside_zero_to_one(targets: Array) -> None:
    outputs = targets.shape[1] if targets.ndim == 2 else 1
    with pytest.raises(
        DataError, match="expected labels from 0 to 1 for binary_crossentropy, received .* in row"
    ):
        encode_labels(targets, loss="binary_crossentropy", outputs=outputs)


@pytest.mark.parametrize("outputs", [1, 4])
def test_row_of_another_width_is_refused(outputs: int) -> None:
    with pytest.raises(DataError, match=f"expected {outputs} values a row, one per output, received 3"):
        encode_labels(np.zeros((2, 3)), loss="mse", outputs=outputs)


def test_one_value_for_several_outputs_is_refused_and_not_broadcast() -> None:
    with pytest.raises(DataError, match="expected 4 values a row, one per output, received one"):
        encode_labels(np.zeros(5), loss="mse", outputs=4)


def test_categorical_loss_with_one_output_is_refused() -> None:
    with pytest.raises(DataError, match="whose loss is always 0"):
        encode_labels(np.array([0, 1]), loss="categorical_crossentropy", outputs=1)


def test_a_wrong_label_is_found_in_the_array_of_the_user() -> None:
    origin = Origin("digits.npz", "x_train", "y_train", rows=np.array([4, 17]))
    for loss, outputs in (("categorical_crossentropy", 3), ("binary_crossentropy", 1)):
        with pytest.raises(
            DataError, match="digits.npz: .*, received 9 in row 17 of y_train, counted from 0"
        ):
            encode_labels(np.array([0, 9]), loss=loss, outputs=outputs, origin=origin)
    with pytest.raises(DataError, match=r"received 9.0 in row 17 of y_train at \[1\], counted"):
        encode_labels(
            np.array([[0.0, 1.0], [0.0, 9.0]]), loss="binary_crossentropy", outputs=2, origin=origin
        )
