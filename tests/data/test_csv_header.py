from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kerasrun.data.csv_header import Columns, find_columns, read_header
from kerasrun.errors import DataError
from kerasrun.spec.source import CsvSpec

NAMES = ("length", "width", "species")


def header(folder: Path, content: str, separator: str = ",") -> tuple[str, ...]:
    path = folder / "a.csv"
    path.write_text(content, "utf-8")
    return read_header(path, separator)


def columns(**arguments: Any) -> Columns:
    return find_columns(Path("a.csv"), NAMES, CsvSpec.model_validate({"path": "a.csv", **arguments}))


def test_names_lose_their_spaces_and_the_byte_order_mark(tmp_path: Path) -> None:
    assert header(tmp_path, "\ufefflength , width, species\n1,2,a\n") == NAMES
    assert header(tmp_path, "length;width;species\n", ";") == NAMES


@pytest.mark.parametrize(
    ("content", "message", "hint"),
    [
        ("", "expected a header row, received an empty file", None),
        ("a;b;c\n", "expected a header row with ',' between the names, received 'a;b;c'", 'separator: ";"'),
        ("a\tb\n", "received 'a\\\\tb'", 'separator: "tab"'),
        ("1,2.5,3\n", "received the numbers 1, 2.5, 3", "names of the columns on a first line"),
        ("a,,c\n", "received none for column 2 of 3", "name the column"),
        ("a,b,a\n", "received 'a' for columns 1 and 3", "rename one of the two"),
    ],
)
def test_bad_headers(tmp_path: Path, content: str, message: str, hint: str | None) -> None:
    with pytest.raises(DataError, match=message) as caught:
        header(tmp_path, content)
    assert (hint is None) == (caught.value.hint is None)
    assert (hint or "") in (caught.value.hint or "")


def test_features_are_all_columns_but_the_label() -> None:
    assert columns(label="species") == Columns(NAMES, (0, 1), (2,))
    assert columns(label=["length", "width"]) == Columns(NAMES, (2,), (0, 1))


def test_features_keep_the_order_of_the_spec() -> None:
    assert columns(label="species", features=["width", "length"]).features == (1, 0)


@pytest.mark.parametrize("arguments", [{"label": "spcies"}, {"label": "length", "features": ["spcies"]}])
def test_an_unknown_column_is_named_with_the_nearest(arguments: dict[str, Any]) -> None:
    with pytest.raises(DataError, match="received the columns length, width, species") as caught:
        columns(**arguments)
    assert caught.value.hint == "did you mean 'species'?"


def test_a_label_alone_is_no_table() -> None:
    with pytest.raises(DataError, match="expected columns beside the label, received y alone"):
        find_columns(Path("a.csv"), ("y",), CsvSpec(path="a.csv", label="y"))
