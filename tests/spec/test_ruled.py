from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError

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
from kerasrun.source.document import UNREADABLE
from kerasrun.spec.ruled import Ruled, has_type

COUNT = Integer(minimum=1)


def check(rule: Rule, value: Any, *, nullable: bool = False) -> Any:
    return TypeAdapter(Annotated[Any, Ruled(rule, nullable)]).validate_python(value)


def errors(rule: Rule, value: Any) -> list[tuple[str, tuple[str | int, ...], str]]:
    with pytest.raises(ValidationError) as caught:
        check(rule, value)
    return [(error["type"], error["loc"], error["msg"]) for error in caught.value.errors()]


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        (Boolean(), True),
        (COUNT, 1),
        (Integer(maximum=3), 3),
        (Number(), 1),
        (Number(minimum=0, below=1), 0.0),
        (Text(), ""),
        (Name(), "a-b_c.1"),
        (Name(), "x" * 64),
        (Null(), None),
        (Choice(("a", 1)), 1),
        (ListOf(COUNT), []),
        (ListOf(COUNT, length=2), [1, 2]),
        (MappingOf(COUNT, Text()), {1: "a"}),
        (per_axis(COUNT, 2), 3),
        (per_axis(COUNT, 2), [3, 4]),
        (AnyOf((Text(), Null())), None),
    ],
)
def test_accepted_as_it_is(rule: Rule, value: Any) -> None:
    accepted = check(rule, value)
    assert accepted == value


def test_an_integer_for_a_number_is_one() -> None:
    assert isinstance(check(Number(), 1), float)


def test_objects() -> None:
    assert check(Object("layer"), {"Dense": 3}).keras_name == "Dense"


def test_null_where_it_is_the_default() -> None:
    assert check(COUNT, None, nullable=True) is None
    assert check(COUNT, 3, nullable=True) == 3


@pytest.mark.parametrize(
    ("rule", "value", "found"),
    [
        (COUNT, 0, ("KR104", (), "expected an integer >= 1, received 0")),
        (COUNT, True, ("KR103", (), "expected an integer >= 1, received true")),
        (COUNT, "1", ("KR103", (), "expected an integer >= 1, received the text '1'")),
        (COUNT, 1.0, ("KR103", (), "expected an integer >= 1, received 1.0")),
        (COUNT, None, ("KR102", (), "missing value: expected an integer >= 1")),
        (Number(), float("nan"), ("KR104", (), "expected a number, received nan")),
        (Number(), float("inf"), ("KR104", (), "expected a number, received inf")),
        (Number(above=0), 0, ("KR104", (), "expected a number > 0, received 0")),
        (Number(below=1), 1.0, ("KR104", (), "expected a number < 1, received 1.0")),
        (Boolean(), 1, ("KR103", (), "expected true or false, received 1")),
        (Text(), 1, ("KR103", (), "expected text, received 1")),
        (Text(), "x" * 10_001, ("KR104", (), f"expected text, received the text '{'x' * 60}...'")),
        (Null(), 1, ("KR103", (), "expected null, received 1")),
        (Choice(("a", "b")), "c", ("KR104", (), "expected 'a' or 'b', received the text 'c'")),
        (Choice((1,)), True, ("KR103", (), "expected 1, received true")),
        (ListOf(COUNT), 3, ("KR103", (), "expected a list of integers >= 1, received 3")),
        (ListOf(COUNT), [1, 0], ("KR104", (1,), "expected an integer >= 1, received 0")),
        (
            ListOf(COUNT, minimum=1),
            [],
            ("KR104", (), "expected a list of integers >= 1, received the list []"),
        ),
        (
            ListOf(COUNT, length=2),
            [1],
            ("KR104", (), "expected a list of 2 integers >= 1, received the list [1]"),
        ),
        (
            MappingOf(COUNT, Text()),
            3,
            ("KR103", (), "expected a mapping from an integer >= 1 to text, received 3"),
        ),
        (MappingOf(COUNT, Text()), {1: 2}, ("KR103", (1,), "expected text, received 2")),
        (MappingOf(COUNT, Text()), {0: "a"}, ("KR104", (0, "[key]"), "expected an integer >= 1, received 0")),
        (
            per_axis(COUNT, 2),
            "a",
            ("KR103", (), "expected an integer >= 1 or a list of 2 integers >= 1, received the text 'a'"),
        ),
        (per_axis(COUNT, 2), [1, 0], ("KR104", (1,), "expected an integer >= 1, received 0")),
        (
            per_axis(COUNT, 2),
            [1, 2, 3],
            (
                "KR104",
                (),
                "expected an integer >= 1 or a list of 2 integers >= 1, received the list [1, 2, 3]",
            ),
        ),
        (
            AnyOf((Number(above=0), Object("schedule"))),
            "ExponentialDecai",
            ("KR105", (), "unknown schedule 'ExponentialDecai'"),
        ),
        (
            AnyOf((Number(above=0), Object("schedule"))),
            "0.1",
            ("KR103", (), "expected a number > 0 or a learning rate schedule, received the text '0.1'"),
        ),
        (Refused("because"), 1, ("KR106", (), "this argument cannot stand in a spec")),
    ],
)
def test_refused(rule: Rule, value: Any, found: tuple[str, tuple[str | int, ...], str]) -> None:
    assert errors(rule, value) == [found]


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a b", "a\n", "\u00e9", "x" * 65, "[red]", "a:b"])
def test_names_that_are_none(name: str) -> None:
    assert errors(Name(), name)[0][0] == "KR104"


@pytest.mark.parametrize("rule", [COUNT, Choice(("a",)), per_axis(COUNT, 2), Object("layer")])
def test_what_reading_reported_is_not_reported_again(rule: Rule) -> None:
    assert [error[0] for error in errors(rule, UNREADABLE)] == ["KR000"]


def test_has_type() -> None:
    assert has_type(Number(), 3)
    assert has_type(per_axis(COUNT, 2), [1])
    assert has_type(Boolean(), True)
    assert not has_type(COUNT, True)
    assert not has_type(COUNT, "a")
    assert not has_type(Null(), 3)
