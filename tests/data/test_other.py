from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kerasrun.data.examples import DataFacts
from kerasrun.data.other import describe_other, load_other, require_form
from kerasrun.errors import DataError
from kerasrun.spec.source import CsvSpec, NpzSpec

X = np.arange(12, dtype="float32").reshape(4, 3)
Y = np.array([0, 1, 0, 1])
TRAINED = {"dtype": "float32", "columns": ["a", "b", "c"], "classes": 2, "class_names": ["cat", "dog"]}


def facts(**fields: Any) -> DataFacts:
    return DataFacts(
        **{"shape": (3,), "dtype": "float32", "rows": {"train": 4}, "label_form": "classes", **fields}
    )


@pytest.mark.parametrize(
    ("keys", "taken"),
    [
        (("x", "y"), ("x", "y")),
        (("x_test", "y_test"), ("x_test", "y_test")),
        (("x_train", "y_train"), ("x_train", "y_train")),
        (("x_train", "y_train", "x_test", "y_test"), ("x_test", "y_test")),
        (("x_train", "y_train", "x_val", "y_val", "x", "y"), ("x", "y")),
    ],
)
def test_the_arrays_of_a_file(keys: tuple[str, ...], taken: tuple[str, str], tmp_path: Path) -> None:
    arrays: dict[str, Any] = {key: (X if key[0] == "x" else Y) for key in keys}
    arrays[taken[0]], arrays[taken[1]] = X[:2] + 7, Y[:2]
    np.savez(tmp_path / "new.npz", **arrays)
    source = ("npz", NpzSpec(path="new.npz"), tmp_path, ())
    assert describe_other(*source).rows == {"train": 2}
    examples = load_other(*source)
    np.testing.assert_array_equal(examples.inputs, X[:2] + 7)
    np.testing.assert_array_equal(examples.targets, Y[:2])
    assert (examples.origin.source, examples.origin.inputs) == ("new.npz", taken[0])


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"z": X}, "expected the keys x and y, or x_test and y_test, received z"),
        ({}, "received no arrays"),
        ({"x": X}, "expected the key y, received x"),
        ({"x": X, "y": Y[:3]}, "expected as many rows in y as the 4 in x, received 3"),
        ({"x": X * np.nan, "y": Y}, "received nan in row 0 of x at"),
    ],
)
def test_a_file_that_does_not_do(arrays: dict[str, Any], message: str, tmp_path: Path) -> None:
    np.savez(tmp_path / "new.npz", **arrays)
    with pytest.raises(DataError, match=message):
        load_other("npz", NpzSpec(path="new.npz"), tmp_path, ())


def test_a_table_keeps_the_lines_of_its_rows(tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text("a,kind\n1,cat\n2,dog\n", "utf-8")
    arguments = CsvSpec(path="new.csv", label="kind")
    assert describe_other("csv", arguments, tmp_path, ()).columns == ("a",)
    origin = load_other("csv", arguments, tmp_path, ()).origin
    assert origin.source == "new.csv"
    assert origin.lines is not None
    assert origin.lines.tolist() == [2, 3]


def test_data_of_the_same_form_passes() -> None:
    require_form("new", facts(columns=("a", "b", "c"), class_names=("cat", "dog"), classes=2), TRAINED, (3,))
    require_form("new", facts(), TRAINED, (3,))
    require_form("new", facts(dtype="uint8", shape=(7, 3)), {}, (None, 3))


@pytest.mark.parametrize(
    ("fields", "message", "hint"),
    [
        ({"dtype": "string"}, "expected inputs that are numbers, as in training, received string", ""),
        (
            {"columns": ("b", "a", "c")},
            "columns a, b, c, as in training, received b, a, c",
            "in another order",
        ),
        ({"columns": ("a", "b")}, "received a, b", "c missing"),
        ({"columns": ("a", "b", "d")}, "received a, b, d", "c missing, d too many"),
        ({"shape": (4,)}, r"expected examples of the model's input shape \[3\], received \[4\]", ""),
        ({"shape": (3, 1)}, r"received \[3, 1\]", ""),
        (
            {"class_names": ("cat",)},
            "expected the classes cat, dog, as in training, received cat",
            "ids follow",
        ),
        ({"classes": 3}, "expected 2 classes, as in training, received 3", ""),
    ],
)
def test_another_form_is_refused(fields: dict[str, Any], message: str, hint: str) -> None:
    with pytest.raises(DataError, match=f"^new: .*{message}") as caught:
        require_form("new", facts(**fields), TRAINED, (3,))
    assert hint in (caught.value.hint or "")
