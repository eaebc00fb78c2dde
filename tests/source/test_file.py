"""What a file is refused for is in tests/test_bad_input.py."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from kerasrun.errors import SpecError
from kerasrun.source.file import SIZE_LIMIT, read_text


def test_the_text_without_its_mark_and_with_plain_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_bytes(codecs.BOM_UTF8 + b"a: 1\r\nb: 2\rc: 3\n")
    assert read_text(path) == "a: 1\nb: 2\nc: 3\n"


@pytest.mark.parametrize("name", ["a.yaml", "a.yml", "a.YAML"])
def test_suffixes(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("a: 1")
    assert read_text(tmp_path / name) == "a: 1"


def test_a_directory_with_a_spec_s_name(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").mkdir()
    with pytest.raises(SpecError, match="expected a file, received a directory"):
        read_text(tmp_path / "a.yaml")


def test_the_largest_file(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text("#" * SIZE_LIMIT)
    assert len(read_text(path)) == SIZE_LIMIT
    path.write_text("#" * (SIZE_LIMIT + 1))
    with pytest.raises(SpecError, match="at most 1 MB"):
        read_text(path)


def test_the_column_counts_characters_not_bytes(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_bytes("a: 1\nb: \u00e9\u00e9".encode() + b"\xff")
    with pytest.raises(SpecError) as caught:
        read_text(path)
    assert str(caught.value.mark) == f"{path}:2:6"


def test_at_most_ten_neighbours_are_named(tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"{number:02}.yaml").touch()
    with pytest.raises(SpecError) as caught:
        read_text(tmp_path / "x.yaml")
    assert str(caught.value.hint).endswith("08.yaml, 09.yaml, ...")
