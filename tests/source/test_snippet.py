from __future__ import annotations

from kerasrun.errors import Mark
from kerasrun.source.snippet import WIDTH, render_snippet


def snippet(text: str, line: int, column: int) -> list[str]:
    return render_snippet(Mark("f", line, column), {"f": text})


def test_the_line_before_the_line_and_the_caret() -> None:
    assert snippet("a: 1\nb: 22\n", 2, 4) == ["1 | a: 1", "2 | b: 22", "  |    ^"]


def test_numbers_are_aligned() -> None:
    text = "\n".join(f"k{number}: 1" for number in range(1, 12))
    assert snippet(text, 10, 1) == [" 9 | k9: 1", "10 | k10: 1", "   | ^"]


def test_an_empty_line_before_is_left_out() -> None:
    assert snippet("a: 1\n\nb: 2\n", 3, 1) == ["3 | b: 2", "  | ^"]


def test_a_text_or_line_that_is_not_known() -> None:
    assert render_snippet(Mark("g", 1, 1), {"f": "a"}) == []
    assert snippet("", 1, 1) == []
    assert snippet("a\n", 9, 1) == []


def test_a_long_line_is_cut_around_the_caret() -> None:
    line = "x" * 300 + "HERE" + "y" * 300
    lines = snippet(line, 1, 301)
    assert len(lines[0]) <= WIDTH + 4
    assert lines[0][lines[1].index("^")] == "H"


def test_the_line_before_shows_the_same_part() -> None:
    lines = snippet("a" * 300 + "\n" + "x" * 300 + "HERE", 2, 301)
    assert lines[0] == "1 | " + "a" * (300 - 251)


def test_escapes_move_the_caret() -> None:
    assert snippet("a\tb\x1bc: 1", 1, 5) == ["1 | a\\tb\\x1bc: 1", "  |         ^"]


def test_wide_characters_take_two_cells() -> None:
    assert snippet("\u4f60\u597d: x", 1, 5) == ["1 | \u4f60\u597d: x", "  |       ^"]
