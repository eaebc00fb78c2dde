from __future__ import annotations

import pytest

from kerasrun.source.character import code_point, control_character, odd_key_character, printable


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("plain text\twith\nall it may have\r", None),
        ("caf\u00e9 \u4f60\u597d \U0001f600 \ufeff", None),
        ("a\x00", (1, "U+0000 NULL")),
        ("\x85", (0, "U+0085")),
        ("ab\u202e", (2, "U+202E RIGHT-TO-LEFT OVERRIDE")),
        ("ab\u2028", (2, "U+2028 LINE SEPARATOR")),
        ("\ud800", (0, "U+D800")),
        ("a\uffff", (1, "U+FFFF")),
    ],
)
def test_control_character(text: str, found: tuple[int, str] | None) -> None:
    assert control_character(text) == found


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("batch_size", None),
        ("two words", None),
        ("caf\u00e9", None),
        ("epochs\u00a0", (6, "U+00A0 NO-BREAK SPACE")),
        ("na\u200bme", (2, "U+200B ZERO WIDTH SPACE")),
        ("\u201cname\u201d", (0, "U+201C LEFT DOUBLE QUOTATION MARK")),
        ("name\uff1a", (4, "U+FF1A FULLWIDTH COLON")),
    ],
)
def test_odd_key_character(key: str, found: tuple[int, str] | None) -> None:
    assert odd_key_character(key) == found


def test_code_point_of_a_character_without_a_name() -> None:
    assert code_point("\x81") == "U+0081"


def test_printable_escapes_what_a_terminal_obeys() -> None:
    assert printable("a\x1b[2J\tb \u202e\u00a0caf\u00e9") == "a\\x1b[2J\\tb \\u202e\\xa0caf\u00e9"
