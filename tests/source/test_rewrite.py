from __future__ import annotations

import pytest

from kerasrun.errors import Fix, Mark
from kerasrun.source.rewrite import Edit, apply_edits, find_edits
from kerasrun.source.syntax import TABS


def rewritten(text: str, line: int, column: int, fix: Fix) -> str:
    return apply_edits(text, find_edits(text, Mark("a.yaml", line, column), fix))


@pytest.mark.parametrize(
    ("text", "column", "fix", "wanted"),
    [
        ("a: lr  # b", 1, Fix("a", "b"), "b: lr  # b"),
        ("a: lr  # b", 4, Fix("lr", "rate"), "a: rate  # b"),
        ("a: 'lr'", 4, Fix("lr", "rate"), "a: 'rate'"),
        ('"lr": 1', 1, Fix("lr", "learning_rate"), '"learning_rate": 1'),
        ('a: "10"', 4, Fix("10", "10"), "a: 10"),
        ("a: 'yes'", 4, Fix("yes", "true"), "a: true"),
        ("a: 10.0", 4, Fix(10.0, "10"), "a: 10"),
        ("a: 0x10", 4, Fix("0x10", "16"), "a: 16"),
        ("a: '3x3' # x", 4, Fix("3x3", "[3, 3]"), "a: [3, 3] # x"),
        ("é: lr", 4, Fix("lr", "rate"), "é: rate"),
        ("a: {p: 0.8}", 5, Fix("p", "rate", Fix(0.8, "0.2")), "a: {rate: 0.2}"),
        ("a: {x: 3, y: 5, z: 1}", 5, Fix("x", "k", Fix(3, "[3, 5]"), ("y",)), "a: {k: [3, 5], z: 1}"),
        ("a: {x: 3, y: 5 }", 5, Fix("x", "k", Fix(3, "[3, 5]"), ("y",)), "a: {k: [3, 5] }"),
        ("x: 3\ny: 5\nz: 1", 1, Fix("x", "k", Fix(3, "[3, 5]"), ("y",)), "k: [3, 5]\nz: 1"),
    ],
)
def test_a_word_is_replaced_and_nothing_else(text: str, column: int, fix: Fix, wanted: str) -> None:
    assert rewritten(text, 1, column, fix) == wanted


@pytest.mark.parametrize(
    ("text", "column", "fix"),
    [
        ("a: lr", 4, Fix("l", "rate")),
        ("a: 1", 4, Fix("1", "2")),
        ("a: true", 4, Fix(1, "2")),
        ("a: &x lr", 4, Fix("lr", "rate")),
        ("a: *x", 4, Fix("x", "rate")),
        ("a: {lr: 1}", 4, Fix("lr", "rate")),
        ("a: [lr]", 4, Fix("lr", "rate")),
        ("a: lr\n  rate", 4, Fix("lr rate", "rate")),
        ("a: {p: [1]}", 5, Fix("p", "rate", Fix(1, "0.2"))),
        ("a: {x: 3, y: [5]}", 5, Fix("x", "k", Fix(3, "[3, 5]"), ("y",))),
        ("a: {x: 3, y: 5}", 5, Fix("x", "k", Fix(3, "[3, 5]"), ("w",))),
        ("x: 3\ny: 5  # five", 1, Fix("x", "k", Fix(3, "[3, 5]"), ("y",))),
        ("a: {x: 3}\ny: 5", 5, Fix("x", "k", Fix(3, "[3, 5]"), ("y",))),
    ],
)
def test_what_is_not_the_word_stays(text: str, column: int, fix: Fix) -> None:
    assert find_edits(text, Mark("a.yaml", 1, column), fix) == ()


def test_a_block_of_text_stays() -> None:
    assert find_edits("a: |\n  lr\n", Mark("a.yaml", 1, 4), Fix("lr\n", "rate")) == ()


def test_tabs_become_two_spaces_where_all_depth_is_tabs() -> None:
    text = "a:\n\tb:\n\t\t- c  # x\ty\nd:\n  e: 1\n"
    assert rewritten(text, 2, 1, TABS) == "a:\n  b:\n    - c  # x\ty\nd:\n  e: 1\n"


def test_tabs_beside_spaces_stay() -> None:
    assert find_edits("a:\n  - b\n\t- c\n", Mark("a.yaml", 3, 1), TABS) == ()


def test_an_edit_of_another_text_is_refused() -> None:
    with pytest.raises(ValueError, match="expected 'b' at 1:1"):
        apply_edits("a: 1", [Edit(1, 1, "b", "c")])


def test_edits_that_overlap() -> None:
    edit = Edit(1, 4, "word", "x")
    assert edit.overlaps(Edit(1, 7, "d", "y"))
    assert edit.overlaps(edit)
    assert not edit.overlaps(Edit(1, 8, " ", "y"))
    assert not edit.overlaps(Edit(2, 4, "word", "y"))
