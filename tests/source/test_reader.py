from __future__ import annotations

import contextlib
import time

import pytest

from kerasrun.errors import SpecError
from kerasrun.source.document import UNREADABLE
from kerasrun.source.reader import DEPTH_LIMIT, NODE_LIMIT, parse_document


def data(text: str) -> object:
    document = parse_document(text, "f")
    assert document.issues == ()
    return document.data


def issues(text: str) -> list[tuple[str, str, str]]:
    return [(str(i.mark)[2:], i.code, i.message) for i in parse_document(text, "f").issues]


def stop(text: str) -> tuple[str, str, str]:
    with pytest.raises(SpecError) as caught:
        parse_document(text, "f")
    issue = caught.value.issues[-1]
    return str(issue.mark)[2:], issue.code, issue.message


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("# only a comment\n", None),
        ("---\n...\n", None),
        ("a: 1", {"a": 1}),
        ("a: '1'", {"a": "1"}),
        ("a: |\n  x\n  y\n", {"a": "x\ny\n"}),
        ("? a\n: 1", {"a": 1}),
        ("0: a\n1: b", {0: "a", 1: "b"}),
        ("'0': a", {"0": "a"}),
        ("a: {b, c: 1}", {"a": {"b": None, "c": 1}}),
        ("[1, two, 3.0, null]", [1, "two", 3.0, None]),
    ],
)
def test_plain_data(text: str, value: object) -> None:
    assert data(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: &x 1\nb: *x", {"a": 1, "b": 1}),
        ("a: &x {b: [1, 2]}\nc: *x", {"a": {"b": [1, 2]}, "c": {"b": [1, 2]}}),
        ("a: &x {b: &y 1, c: *y}\nd: *x\ne: *y", {"a": {"b": 1, "c": 1}, "d": {"b": 1, "c": 1}, "e": 1}),
        ("a: &x 1\nb: &x 2\nc: *x", {"a": 1, "b": 2, "c": 2}),
        ("a: &x [&x 1, *x]\nb: *x", {"a": [1, 1], "b": [1, 1]}),
        ("a: &x 1\nb: &y [*x]\nc: &x 2\nd: *y", {"a": 1, "b": [1], "c": 2, "d": [1]}),
        ("&k key: 1\nb: *k", {"key": 1, "b": "key"}),
    ],
)
def test_aliases_stand_for_their_values(text: str, value: object) -> None:
    assert data(text) == value


def test_what_an_alias_stands_for_has_the_place_it_was_written_at() -> None:
    document = parse_document("a: &x {u: 1}\nb: *x\n", "f")
    assert str(document.value_mark(("b", "u"))) == "f:1:11"


def test_parts_of_an_alias_are_copies() -> None:
    document = parse_document("a: &x [1]\nb: *x\n", "f")
    document.data["a"].append(2)
    assert document.data["b"] == [1]


def test_mistakes_are_collected() -> None:
    assert issues("a: 010\na: 2\nb: !x 3\nc: .inf\n") == [
        ("1:4", "KR008", "expected a plain decimal integer, received 010 with a leading zero"),
        ("2:1", "KR004", "duplicate key 'a', first at line 1"),
        ("3:4", "KR003", "YAML tags are not allowed: !x"),
        ("4:4", "KR008", "expected a finite number, received .inf"),
    ]


def test_an_unreadable_value_is_marked_as_such() -> None:
    assert parse_document("a: 010", "f").data == {"a": UNREADABLE}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("? [1]\n: 2", ("1:3", "KR005", "keys must be text")),
        ("null: 1", ("1:1", "KR005", "keys must be text, received null")),
        ("true: 1", ("1:1", "KR005", "keys must be text, received true")),
        ("1.5: 1", ("1:1", "KR005", "keys must be text, received 1.5")),
        ("!!str a: 1", ("1:1", "KR003", "YAML tags are not allowed: !!str")),
        ("a\u00a0: 1", ("1:2", "KR007", "key contains U+00A0 NO-BREAK SPACE")),
        ('"a\\x07": 1', ("1:2", "KR007", "key contains U+0007 BELL")),
        ('a: "\\x1b"', ("1:4", "KR007", "control characters are not allowed: U+001B ESCAPE")),
        ('a: "\\ud800"', ("1:4", "KR007", "control characters are not allowed: U+D800")),
        ("a: 1\n'a': 2", ("2:1", "KR004", "duplicate key 'a', first at line 1")),
        ("%YAML 1.1\n---\na: 1", ("1:1", "KR003", "directives such as %YAML are not allowed")),
        ("%TAG ! tag:x\n---\na: 1", ("1:1", "KR003", "directives such as %YAML are not allowed")),
    ],
)
def test_one_mistake(text: str, found: tuple[str, str, str]) -> None:
    assert issues(text) == [found]


def test_a_line_break_in_a_quoted_text_is_text() -> None:
    assert data('a: "x\\ny\\tz"') == {"a": "x\ny\tz"}


def test_a_duplicate_key_keeps_the_places_of_the_first() -> None:
    document = parse_document("a: {b: 1}\na: {b: 2, c: 3}\n", "f")
    assert document.data == {"a": {"b": 1}}
    assert str(document.value_mark(("a", "b"))) == "f:1:8"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: 1\n---\nb: 2", ("2:1", "KR002", "expected one document per file, received a second one")),
        ("a:\n  <<: {b: 1}", ("2:3", "KR003", "merge keys (<<) are not allowed")),
        ("<<: 3", ("1:1", "KR003", "merge keys (<<) are not allowed")),
        ("a: *b", ("1:4", "KR002", "alias *b has no anchor &b before it")),
        ("a: &b [*b]", ("1:8", "KR006", "alias *b stands inside its own anchor")),
        ("a: &b {c: [*b]}", ("1:12", "KR006", "alias *b stands inside its own anchor")),
        ("[" * 52 + "]" * 52, ("1:52", "KR006", f"expected at most {DEPTH_LIMIT} levels of nesting")),
    ],
)
def test_what_stops_the_reading(text: str, found: tuple[str, str, str]) -> None:
    assert stop(text) == found


def test_a_quoted_merge_key_is_a_key() -> None:
    assert data("'<<': 3") == {"<<": 3}


def test_depth_through_aliases_counts() -> None:
    chain = "\n".join(f"k{i}: &k{i} [[[[[[[[[[*k{i - 1}]]]]]]]]]]" for i in range(1, 7))
    assert stop("k0: &k0 1\n" + chain)[1:] == ("KR006", f"expected at most {DEPTH_LIMIT} levels of nesting")


@pytest.mark.parametrize("count", [NODE_LIMIT - 1, NODE_LIMIT])
def test_the_number_of_values(count: int) -> None:
    text = "[" + "1," * count + "]"
    if count < NODE_LIMIT:
        assert len(parse_document(text, "f").data) == count
    else:
        assert stop(text)[1] == "KR006"


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"k{i}: &k{i} [{','.join(['*' + ('a' if i == 0 else f'k{i - 1}')] * 9)}]\n" for i in range(9)
        ),
        "[" * 10_000,
        "{" * 10_000,
        "- " * 10_000,
        "? " * 10_000,
        "a: " + "1:30" * 100_000,
        "a: '" + "x\n" * 200_000 + "'",
        "#" * 900_000,
        "\n" * 900_000,
        "a:" + " " * 900_000 + "1",
        "&a " * 100_000,
        "!" * 300_000,
        "a: |\n" + " x\n" * 200_000,
    ],
    ids=[
        "bomb",
        "[",
        "{",
        "-",
        "?",
        "1:30",
        "quoted",
        "comment",
        "breaks",
        "spaces",
        "anchors",
        "!",
        "block",
    ],
)
def test_hostile_texts_take_no_time(text: str) -> None:
    begin = time.process_time()
    with contextlib.suppress(SpecError):
        parse_document(text, "f")
    assert time.process_time() - begin < 3
