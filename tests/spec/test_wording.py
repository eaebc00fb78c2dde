from __future__ import annotations

from typing import Any

import pytest

from kerasrun.catalogue.rule import (
    AnyOf,
    Boolean,
    Choice,
    Integer,
    ListOf,
    MappingOf,
    Name,
    Null,
    Number,
    Object,
    Refused,
    Rule,
    Text,
    per_axis,
)
from kerasrun.spec.wording import cut, describe_number, describe_rule, describe_value, kind_words, quote


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "nothing"),
        (True, "true"),
        (False, "false"),
        (10, "10"),
        (10.0, "10.0"),
        (1e-06, "1e-06"),
        ("10", "the text '10'"),
        ("x" * 61, f"the text '{'x' * 60}...'"),
        ({}, "an empty mapping"),
        ({"a": 1}, "a mapping with the key a"),
        ({"a": 1, "b": 2}, "a mapping with the keys a, b"),
        ({"a": 1, "b": 2, "c": 3, "d": 4}, "a mapping with the keys a, b, c, ..."),
        ([], "the list []"),
        ([1, "a", None, True], "the list [1, 'a', null, true]"),
        (list(range(9)), "the list [0, 1, 2, 3, 4, 5, ...]"),
        ((2, 3), "the list [2, 3]"),
    ],
)
def test_values(value: Any, words: str) -> None:
    assert describe_value(value) == words


@pytest.mark.parametrize(
    "value", ["x" * 9999, ["x" * 9999] * 9, {"x" * 9999: 1}, [{"x" * 9999: 1}], [[1] * 9999]]
)
def test_values_are_cut(value: Any) -> None:
    assert len(describe_value(value)) < 120


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Boolean(), "true or false"),
        (Integer(), "an integer"),
        (Integer(minimum=1), "an integer >= 1"),
        (Integer(maximum=5), "an integer <= 5"),
        (Integer(minimum=0, maximum=2**32 - 1), "an integer from 0 to 4294967295"),
        (Number(above=0), "a number > 0"),
        (Number(minimum=0, below=1), "a number >= 0 and < 1"),
        (Number(minimum=0, maximum=0.5), "a number from 0 to 0.5"),
        (Text(), "text"),
        (Name(), "a name of letters, digits, '_', '.' and '-', 64 at most"),
        (Null(), "null"),
        (Refused("no"), "nothing"),
        (Choice(("a",)), "'a'"),
        (Choice(("a", "b", True, 3)), "'a', 'b', true or 3"),
        (Object("optimizer"), "an optimizer"),
        (ListOf(Integer(minimum=1)), "a list of integers >= 1"),
        (ListOf(Number(), length=2), "a list of 2 numbers"),
        (ListOf(Number(), minimum=2), "a list of at least 2 numbers"),
        (ListOf(Object("layer")), "a list of items, each a layer"),
        (ListOf(AnyOf((Integer(), Null()))), "a list of items, each an integer or null"),
        (MappingOf(Integer(minimum=0), Number(above=0)), "a mapping from an integer >= 0 to a number > 0"),
        (per_axis(Integer(minimum=1), 2), "an integer >= 1 or a list of 2 integers >= 1"),
        (AnyOf((Boolean(), Text(), Null())), "true or false, text or null"),
    ],
)
def test_rules(rule: Rule, words: str) -> None:
    assert describe_rule(rule) == words


def test_numbers() -> None:
    assert [describe_number(n) for n in (1, 1.0, 0.1 + 0.2, 1e20, 1e-6)] == [
        "1",
        "1",
        "0.3",
        "1e+20",
        "1e-06",
    ]


def test_pieces() -> None:
    assert cut("abc") == "abc"
    assert quote("it's") == '"it\'s"'
    assert kind_words("source") == "a data source"
