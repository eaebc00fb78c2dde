from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from kerasrun.errors import Issue
from kerasrun.spec.expect import Expectation


@pytest.mark.parametrize(
    ("text", "sign", "bound"),
    [
        ('">= 0.97"', ">=", 0.97),
        ('"<1"', "<", 1.0),
        ('" == 1e-3 "', "==", 0.001),
        ("'> -.5'", ">", -0.5),
        ("'<= 1.'", "<=", 1.0),
    ],
)
def test_bounds(text: str, sign: str, bound: float, parse: Callable[[str], Any]) -> None:
    spec = parse(f"expect: {{test.mean_pred-1.x: {text}}}\n")
    assert spec.expect == (Expectation("test", "mean_pred-1.x", sign, bound),)


@pytest.mark.parametrize(
    ("sign", "held", "missed"),
    [
        (">=", (1.0, 2.0), 0.9),
        ("<=", (1.0, 0.0), 1.1),
        ("==", (1.0,), 1.1),
        (">", (1.1,), 1.0),
        ("<", (0.9,), 1.0),
    ],
)
def test_holds(sign: str, held: tuple[float, ...], missed: float) -> None:
    expectation = Expectation("test", "loss", sign, 1.0)
    assert all(expectation.holds(score) for score in held)
    assert not expectation.holds(missed)
    assert not expectation.holds(math.nan)


def test_as_text() -> None:
    assert str(Expectation("test", "accuracy", ">=", 0.97)) == "test.accuracy >= 0.97"


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("expect: 3", "3", "expected a mapping, received 3"),
        ("expect: [a]", "[a]", "expected a mapping, received the list ['a']"),
        ("expect: {accuracy: '> 1'}", "accuracy", "expected SPLIT.METRIC, received 'accuracy'"),
        ("expect: {val.loss: '> 1'}", "val.loss", "expected SPLIT.METRIC, received 'val.loss'"),
        ("expect: {test.loss: 1}", "1", "expected a comparison with a number, received 1"),
        (
            "expect: {test.loss: '=> 1'}",
            "'=",
            "expected a comparison with a number, received the text '=> 1'",
        ),
        (
            "expect: {test.loss: '> nan'}",
            "'>",
            "expected a comparison with a number, received the text '> nan'",
        ),
        ("expect: {test.loss: '> 1e999'}", "'>", "expected a comparison with a finite number"),
        ("expect: {test.loss: }", "}", "expected a comparison with a number, received nothing"),
    ],
)
def test_mistakes(text: str, at: str, message: str, found: Callable[[str], list[Issue]]) -> None:
    (issue,) = found(text + "\n")
    assert issue.mark is not None
    assert issue.mark.column in (text.index(at) + 1, text.index(at))
    assert issue.message.startswith(message)
    assert issue.hint


def test_a_mapping_under_a_split_is_one_mistake(found: Callable[..., Any]) -> None:
    (issue,) = found('expect: {test: {accuracy: ">= 0.9"}}\n')
    assert issue.message == "expected SPLIT.METRIC, received 'test'"


def test_a_number_alone_is_written_as_a_bound(found: Callable[..., Any]) -> None:
    (issue,) = found("expect: {test.accuracy: 0.9}\n")
    assert issue.hint == 'write it like ">= 0.9", in quotes'
