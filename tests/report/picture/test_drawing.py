from __future__ import annotations

from kerasrun.report.picture.drawing import Area, Group, Line, Text, box, cut_text, text_width, texts


def test_a_moved_group_moves_all_in_it() -> None:
    group = Group((Text(1, 2, "a"), box(0, 0, 3, 4, "s"), Group((Line(((0, 0), (1, 1))),))))
    text, area, inner = group.moved(10, 20).items
    assert isinstance(text, Text)
    assert (text.x, text.y) == (11, 22)
    assert isinstance(area, Area)
    assert area.points[2] == (13, 24)
    assert isinstance(inner, Group)
    assert inner.items == (Line(((10, 20), (11, 21))),)


def test_boxes_of_text_follow_the_anchor() -> None:
    left, middle, right = (Text(50, 0, "word", anchor=anchor).box for anchor in ("start", "middle", "end"))
    assert (left[0], right[2]) == (50, 50)
    assert middle[0] + middle[2] == 100


def test_wide_characters_count_twice() -> None:
    assert text_width("層", "label") > 1.5 * text_width("a", "label")


def test_cut_text() -> None:
    assert cut_text("short", "label", 100) == "short"
    cut = cut_text("a" * 100, "label", 100)
    assert cut.endswith("…")
    assert text_width(cut, "label") <= 100


def test_texts_are_found_in_groups() -> None:
    items = (Text(0, 0, "a"), Group((Group((Text(0, 0, "b"),)), Line(((0, 0), (1, 1))))))
    assert [text.text for text in texts(items)] == ["a", "b"]
