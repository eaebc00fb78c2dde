from __future__ import annotations

from typing import Any

import pytest

from kerasrun.catalogue.rule import AnyOf, Boolean, Choice, Integer, ListOf, Name, Number, Rule, Text
from kerasrun.errors import Fix, Hint
from kerasrun.spec.hint import hint_for

RATE = Number(minimum=0, below=1)
COUNT = Integer(minimum=1)


@pytest.mark.parametrize(
    ("rule", "value", "hint"),
    [
        (COUNT, "10", "write 10 without quotes"),
        (COUNT, " 10 ", "write 10 without quotes"),
        (COUNT, "1_000", "write 1000 without quotes"),
        (COUNT, "0b101", "write 5"),
        (COUNT, "0x10", "write 16"),
        (COUNT, "010", "write 10, or quote it if it is text"),
        (COUNT, "10.0", "write 10 without quotes"),
        (COUNT, "10.5", None),
        (COUNT, "-3", None),
        (COUNT, "ten", None),
        (COUNT, "true", None),
        (COUNT, 10.0, "write 10"),
        (COUNT, 10.5, None),
        (COUNT, 0.0, None),
        (COUNT, True, None),
        (COUNT, [1], "write 1"),
        (COUNT, [0], None),
        (COUNT, ["a"], None),
        (COUNT, [1, 2], None),
        (RATE, "20%", "write 0.2"),
        (RATE, "1/0", None),
        (RATE, "200 %", None),
        (COUNT, "20%", None),
        (RATE, "0.5", "write 0.5 without quotes"),
        (RATE, "2", None),
        (RATE, "nan", "infinity and NaN are not allowed"),
        (RATE, "-.inf", "infinity and NaN are not allowed"),
        (RATE, 50, "write 0.5 for 50 percent"),
        (RATE, 12.5, "write 0.125 for 12.5 percent"),
        (RATE, 2, None),
        (RATE, 100, None),
        (Number(above=0), 50, None),
        (Number(above=0, maximum=1), 50, "write 0.5 for 50 percent"),
        (Boolean(), "true", "write true without quotes"),
        (Boolean(), "YES", "write true"),
        (Boolean(), "off", "write false"),
        (Boolean(), 1, "write true"),
        (Boolean(), 0, "write false"),
        (Boolean(), 2, None),
        (Boolean(), [], None),
        (Text(), 3, "quote it"),
        (Text(), [], None),
        (Name(), "a/b c", "write a-b-c"),
        (Name(), "..", "write a word, such as block_1"),
        (Name(), "x" * 500, "write a word, such as block_1"),
        (Name(), 3, "quote it, or begin it with a letter: run-3"),
        (Name(), True, "quote it"),
        (Name(), [], "write a word, such as block_1"),
        (ListOf(COUNT), 784, "write [784]"),
        (ListOf(COUNT, length=2), 3, "write [3, 3]"),
        (ListOf(COUNT), "784", "write [784]"),
        (ListOf(COUNT), 0, None),
        (ListOf(COUNT), "(28, 28, 1)", "write [28, 28, 1]"),
        (ListOf(COUNT), "(784,)", "write [784]"),
        (ListOf(COUNT, length=2), "3x3", "write [3, 3]"),
        (ListOf(COUNT, length=2), "3", None),
        (ListOf(COUNT, length=2), "(28", "a list stands in square brackets, such as [2, 2]"),
        (ListOf(COUNT), "(a, b)", "a list stands in square brackets, such as [2, 2]"),
        (ListOf(COUNT), "010, 3", "write [10, 3]"),
        (ListOf(AnyOf((COUNT, Choice((-1,))))), "(-1, 4)", "write [-1, 4]"),
        (ListOf(Number()), "0.5, -1", "write [0.5, -1]"),
        (ListOf(Text()), 3, None),
        (ListOf(Text()), "a", "write [a]"),
        (ListOf(COUNT), True, None),
        (AnyOf((COUNT, ListOf(COUNT, length=2))), "3", "write 3 without quotes"),
        (Choice(("a",)), "b", None),
        (Choice(("auto", True, False)), "yes", "write true"),
        (Choice(("auto", True, False)), "maybe", None),
        (Choice((0, 1)), "yes", None),
        (ListOf(COUNT), "1," * 40, None),
    ],
)
def test_what_to_write(rule: Rule, value: Any, hint: str | None) -> None:
    assert hint_for(rule, value) == hint


@pytest.mark.parametrize(
    ("rule", "value", "new"),
    [
        (COUNT, "1_000", "1000"),
        (COUNT, 10.0, "10"),
        (COUNT, "0x10", "16"),
        (RATE, "50%", "0.5"),
        (RATE, "1/3", "0.333333333333333"),
        (Boolean(), "yes", "true"),
        (Boolean(), 0, "false"),
        (Text(), 3, '"3"'),
        (Name(), "a b", "a-b"),
        (ListOf(COUNT, length=2), 3, "[3, 3]"),
        (ListOf(COUNT, length=2), "(3, 5)", "[3, 5]"),
        (ListOf(Text()), "mae", "[mae]"),
    ],
)
def test_a_hint_that_names_one_value_has_a_fix(rule: Rule, value: Any, new: str) -> None:
    hint = hint_for(rule, value)
    assert isinstance(hint, Hint)
    assert hint.fix == Fix(value, new)
    assert new in hint or hint == "quote it"


@pytest.mark.parametrize(
    ("rule", "value"),
    [(COUNT, "010"), (RATE, 50), (RATE, "nan"), (Name(), 3), (Text(), True), (ListOf(Text()), "a: b")],
)
def test_a_hint_that_leaves_a_choice_has_none(rule: Rule, value: Any) -> None:
    hint = hint_for(rule, value)
    assert hint is not None
    assert not isinstance(hint, Hint)
