from __future__ import annotations

from pathlib import Path

from kerasrun.errors import Mark
from kerasrun.source.document import UNREADABLE
from kerasrun.source.reader import parse_document

DOCUMENT = parse_document("a:\n  b: [1, 2]\nc: 3\n", "folder/spec.yaml")


def test_the_place_of_a_value_and_of_its_key() -> None:
    assert DOCUMENT.value_mark(("a", "b", 1)) == Mark("folder/spec.yaml", 2, 10)
    assert DOCUMENT.key_mark(("a", "b")) == Mark("folder/spec.yaml", 2, 3)


def test_a_value_that_is_not_there_has_the_place_around_it() -> None:
    assert DOCUMENT.value_mark(("a", "b", 7, "x")) == DOCUMENT.value_mark(("a", "b"))
    assert DOCUMENT.key_mark(("a", "z")) == DOCUMENT.value_mark(("a",))


def test_an_empty_document_has_no_places() -> None:
    assert parse_document("", "x.yaml").value_mark(("a",)) is None


def test_the_line_of_a_value() -> None:
    assert DOCUMENT.line(("c",)) == 3
    assert DOCUMENT.line(("d",)) is None


def test_the_folder_that_paths_start_from() -> None:
    assert DOCUMENT.folder == Path("folder")


def test_an_unreadable_value_says_so() -> None:
    assert repr(UNREADABLE) == "an unreadable value"
