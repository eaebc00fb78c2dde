from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kerasrun.data import npz
from kerasrun.data.examples import Array, DataFacts
from kerasrun.errors import DataError
from kerasrun.spec.source import NpzSpec

X = np.zeros((6, 4), "float32")
Y = np.array([0, 1, 2, 0, 1, 2])

Call = tuple[NpzSpec, int, Path]
Save = Callable[..., Call]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Return a function that saves arrays as data.npz and returns the call's arguments."""

    def save(**arrays: Any) -> Call:
        np.savez(tmp_path / "data.npz", **arrays)
        return NpzSpec(path="data.npz"), 0, tmp_path

    return save


def refusal(call: tuple[Any, ...]) -> DataError:
    with pytest.raises(DataError) as caught:
        npz.describe(*call)
    return caught.value


def test_facts_and_splits(save: Save) -> None:
    call = save(x_train=X, y_train=Y, x_test=X[:2], y_test=Y[:2], x_val=X[:3], y_val=Y[:3], names=["a"])
    assert npz.describe(*call) == DataFacts(
        (4,), "float32", {"train": 6, "validation": 3, "test": 2}, "classes", classes=None, target_shape=()
    )
    splits = npz.load(*call)
    assert {name: len(examples) for name, examples in splits.items()} == {
        "train": 6,
        "validation": 3,
        "test": 2,
    }
    assert splits.train.targets.tolist() == Y.tolist()


@pytest.mark.parametrize(
    ("targets", "form", "shape"),
    [
        (Y, "classes", ()),
        (Y.reshape(-1, 1).astype("uint8"), "classes", ()),
        (Y.astype("float64"), "values", ()),
        (Y.reshape(-1, 1).astype("float32"), "values", (1,)),
        (np.zeros((6, 3)), "values", (3,)),
        (np.zeros((6, 3), "int32"), "values", (3,)),
        (np.zeros((6, 2, 3)), "values", (2, 3)),
    ],
)
def test_label_form_follows_dtype_and_shape(
    save: Save, targets: Array, form: str, shape: tuple[int, ...]
) -> None:
    call = save(x_train=X, y_train=targets)
    facts = npz.describe(*call)
    assert (facts.label_form, facts.target_shape) == (form, shape)
    assert npz.load(*call).train.targets.shape == (6, *shape)


def test_booleans_are_zero_and_one(save: Save) -> None:
    call = save(x_train=X > 0, y_train=Y > 0, x_val=X > -1, y_val=Y > 1)
    facts = npz.describe(*call)
    assert (facts.dtype, facts.label_form, facts.classes, facts.target_shape) == ("float32", "binary", 2, ())
    splits = npz.load(*call)
    assert splits.train.inputs.dtype == np.float32
    assert splits.train.targets.tolist() == [0, 1, 1, 0, 1, 1]
    assert splits.validation is not None
    assert splits.validation.inputs.tolist() == np.ones((6, 4)).tolist()
    assert splits.validation.targets.tolist() == [0, 0, 1, 0, 0, 1]


def test_rows_of_booleans_are_values(save: Save) -> None:
    call = save(x_train=X, y_train=np.eye(6, 3) > 0)
    assert npz.describe(*call).label_form == "values"
    assert npz.load(*call).train.targets.tolist() == np.eye(6, 3).tolist()


def test_image_bytes_have_a_range(save: Save) -> None:
    assert npz.describe(*save(x_train=np.zeros((6, 8, 8), "uint8"), y_train=Y)).value_range == (0, 255)


@pytest.mark.parametrize("shape", [(6,), (6, 1)])
def test_text_inputs(save: Save, shape: tuple[int, ...]) -> None:
    call = save(x_train=np.array(["good film"] * 6).reshape(shape), y_train=Y)
    facts = npz.describe(*call)
    assert (facts.dtype, facts.shape) == ("string", (1,))
    assert npz.load(*call).train.inputs.shape == (6, 1)


@pytest.mark.parametrize(
    ("dtype", "words"),
    [
        ("complex64", "complex64: complex numbers"),
        ("datetime64[D]", r"datetime64\[D\]: dates"),
        ("timedelta64[s]", r"timedelta64\[s\]: time spans"),
        ("S3", r"\|S3: byte strings"),
        ([("a", "f4")], "structured records"),
        ("longdouble", "floats of more than 64 bits"),
    ],
)
@pytest.mark.parametrize("key", ["x_train", "y_train"])
def test_dtypes_that_cannot_be_trained_on_are_named(save: Save, dtype: Any, words: str, key: str) -> None:
    shape = (6, 4) if key == "x_train" else (6,)
    arrays = {"x_train": X, "y_train": Y, key: np.zeros(shape, dtype)}
    with pytest.raises(DataError, match=words) as caught:
        npz.describe(*save(**arrays))
    assert f"expected {key} to hold numbers" in caught.value.message
    assert caught.value.hint


def test_pickles_are_never_read(save: Save, tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> Any:
            return (open, (str(tmp_path / "trapped"), "w"))

    error = refusal(save(x_train=np.array([Trap()] * 6, object), y_train=Y))
    assert "Python objects, stored as pickles" in error.message
    assert "numpy.array(rows, dtype='float32')" in str(error.hint)
    assert not (tmp_path / "trapped").exists()


def test_text_labels_show_how_to_number_them(save: Save) -> None:
    error = refusal(save(x_train=X, y_train=np.array(["cat"] * 6)))
    assert "expected y_train to hold numbers, received text (<U3)" in error.message
    assert "return_inverse=True" in str(error.hint)


def test_missing_keys_are_listed_with_a_suggestion(save: Save) -> None:
    error = refusal(save(x_trian=X, y_train=Y))
    assert error.message == "data.npz: expected the key x_train, received x_trian, y_train."
    assert error.hint == "did you mean x_train by x_trian? Save the array under that name"
    assert "received no arrays" in refusal(save()).message


@pytest.mark.parametrize("key", ["x_test", "y_test", "x_val", "y_val"])
def test_half_a_split_is_refused(save: Save, key: str) -> None:
    other = ("y" if key[0] == "x" else "x") + key[1:]
    assert f"expected the key {other}, received" in refusal(save(x_train=X, y_train=Y, **{key: X})).message


def test_slip_in_an_optional_key_is_not_ignored(save: Save) -> None:
    error = refusal(save(x_train=X, y_train=Y, x_valid=X, y_valid=Y))
    assert "received x_valid" in error.message
    assert error.hint == "did you mean x_val?"


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"y_train": Y[:5]}, "expected as many rows in y_train as the 6 in x_train, received 5"),
        ({"x_train": X[:0], "y_train": Y[:0]}, "expected at least one row in x_train, received none"),
        ({"x_train": X[:, 0]}, r"expected x_train to have shape \[rows, ...\], received \[6\]"),
        ({"x_train": np.float32(3)}, r"expected x_train to have shape \[rows, ...\], received \[\]"),
        ({"x_train": X[:, :0]}, r"expected x_train to have features, received shape \[6, 0\]"),
        ({"y_train": np.zeros((6, 0))}, r"expected y_train to hold a target a row, received shape \[6, 0\]"),
        (
            {"x_test": X[:, :3], "y_test": Y},
            r"x_test to have rows of shape \[4\], as x_train has, received \[3\]",
        ),
        (
            {"x_test": X.astype(int), "y_test": Y},
            "x_test to have values that are floats, as x_train has, received integers",
        ),
    ],
)
def test_arrays_that_do_not_go_together(save: Save, arrays: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        npz.describe(*save(**({"x_train": X, "y_train": Y} | arrays)))


def test_splits_may_differ_in_the_width_of_their_numbers(save: Save) -> None:
    call = save(x_train=X, y_train=Y, x_test=X.astype("float64"), y_test=Y.astype("uint8"))
    splits = npz.load(*call)
    assert splits.test is not None
    assert [array.dtype.name for array in (splits.test.inputs, splits.test.targets)] == ["float64", "uint8"]


def test_byte_and_memory_order_do_not_matter(save: Save) -> None:
    inputs = np.arange(24.0).reshape(6, 4)
    call = save(x_train=np.asfortranarray(inputs.astype(">f8")), y_train=Y.astype(">i2"))
    assert npz.describe(*call).dtype == "float64"
    splits = npz.load(*call)
    assert splits.train.inputs.dtype.isnative
    assert splits.train.inputs.tolist() == inputs.tolist()
    assert splits.train.targets.tolist() == Y.tolist()


def test_path_rules_hold(save: Save, tmp_path: Path) -> None:
    save(x_train=X, y_train=Y)
    assert "leads out of it" in refusal((NpzSpec(path="/etc/passwd"), 0, tmp_path)).message
    (tmp_path / "configs").mkdir()
    outside = (NpzSpec(path="../data.npz"), 0, tmp_path / "configs")
    assert "leads out of it" in refusal(outside).message
    assert npz.describe(*outside, [tmp_path]).rows == {"train": 6}
