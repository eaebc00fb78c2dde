from __future__ import annotations

from pathlib import Path

import pytest

from kerasrun.data.csv_record import read_records
from kerasrun.errors import DataError


def records(folder: Path, content: str | bytes, separator: str = ",") -> list[tuple[int, list[str]]]:
    path = folder / "a.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_records(path, separator))


def test_quotes_line_breaks_and_comments(tmp_path: Path) -> None:
    content = '\ufeffa, b\n"1\n2","x, ""y"""\r\n\n#3,z\n'
    assert records(tmp_path, content) == [(1, ["a", "b"]), (2, ["1\n2", 'x, "y"']), (5, ["#3", "z"])]


@pytest.mark.parametrize(("separator", "mark"), [(",", ","), (";", ";"), ("tab", "\t"), ("|", "|")])
def test_separators(tmp_path: Path, separator: str, mark: str) -> None:
    assert records(tmp_path, f"a{mark}b\n", separator) == [(1, ["a", "b"])]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('a,b\n1,2\n3,"4\n5,6\n', "a.csv:3: expected a row of values, received one that cannot be read"),
        ('a,b\n1,"2"3\n', "a.csv:2: expected a row of values"),
        (b"a,b\n1,2\n3,\xff\n", "a.csv:3: expected UTF-8 text, received the byte 0xff"),
        ("a,b\n".encode("utf-16"), "a.csv:1: expected UTF-8 text"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, content: str | bytes, message: str
) -> None:
    with pytest.raises(DataError, match=message) as caught:
        records(tmp_path, content)
    assert caught.value.hint
