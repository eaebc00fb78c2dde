from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kerasrun.data.csv_row import Row, Rows
from kerasrun.errors import DataError
from kerasrun.spec.source import CsvSpec


def rows(folder: Path, content: str, **arguments: Any) -> Rows:
    path = folder / "a.csv"
    path.write_text(content, "utf-8")
    return Rows(path, CsvSpec.model_validate({"path": "a.csv", "label": "y", **arguments}))


def test_rows_have_the_lines_of_the_file(tmp_path: Path) -> None:
    content = 'a,y,b\n1,"x\nx",2\n\n3, z ,4\n'
    assert list(rows(tmp_path, content)) == [Row(2, [1.0, 2.0], "x\nx"), Row(5, [3.0, 4.0], "z")]


def test_columns_that_are_not_used_may_hold_anything(tmp_path: Path) -> None:
    content = "name,a,y\nAnn,1,p\n,2,q\n"
    assert [row.numbers for row in rows(tmp_path, content, features=["a"])] == [[1.0], [2.0]]


def test_several_labels_are_numbers_behind_the_features(tmp_path: Path) -> None:
    found = list(rows(tmp_path, "y,a,z\n1,2,3\n", label=["y", "z"]))
    assert found == [Row(2, [2.0, 1.0, 3.0], "")]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("1,x,p", "a.csv:3: expected a number in column 'b', received 'x'"),
        (",2,p", "a.csv:3: expected a value in column 'a', received an empty cell"),
        ("1,2, ", "a.csv:3: expected a value in column 'y', received an empty cell"),
        ("1,2024_01_05,p", "a.csv:3: expected a number in column 'b', received '2024_01_05'"),
        ("1,1e400,p", "a.csv:3: expected a finite number in column 'b', received '1e400'"),
        ("nan,inf,p", "a.csv:3: expected a value in column 'a', received 'nan'"),
        ("1,2", "a.csv:3: expected 3 columns, as the header has, received 2"),
        ("1,2,3,p", "a.csv:3: expected 3 columns, as the header has, received 4"),
    ],
)
def test_bad_rows(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(DataError, match=message) as caught:
        list(rows(tmp_path, f"a,b,y\n1,2,p\n{line}\n"))
    assert caught.value.hint


def test_a_row_of_large_numbers_is_good(tmp_path: Path) -> None:
    # Each is within float32; the length of the vector is not.
    assert len(list(rows(tmp_path, "a,b,y\n3e38,3e38,p\n"))) == 1


def test_rows_with_missing_values_are_left_out_and_counted(tmp_path: Path) -> None:
    table = rows(tmp_path, "a,b,y\n1,2,p\n,2,p\n1,NA,p\n1,2,\n3,4,NA\n", missing="drop")
    for _ in range(2):
        assert [row.line for row in table] == [2, 6]
        assert table.dropped == 3


def test_missing_values_of_unused_columns_do_not_count(tmp_path: Path) -> None:
    assert len(list(rows(tmp_path, "a,b,y\n1,,p\n", features=["a"], missing="drop"))) == 1


def test_drop_forgives_no_text(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="received 'x'"):
        list(rows(tmp_path, "a,b,y\n1,x,p\n", missing="drop"))
