"""Words for error messages: what a rule or a pydantic check expected, and what was received instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kerasrun.catalogue.legacy.flow import flow
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
)

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

RECEIVED_LIMIT = 60
"""Longest piece of the user's own text in a message, in characters."""

_KIND_WORDS = {
    "layer": "a layer",
    "optimizer": "an optimizer",
    "schedule": "a learning rate schedule",
    "loss": "a loss",
    "metric": "a metric",
    "callback": "a callback",
    "initializer": "an initializer",
    "regularizer": "a regularizer",
    "constraint": "a constraint",
    "activation": "an activation",
    "source": "a data source",
}


def kind_words(kind: str) -> str:
    """Return `an optimizer` for `optimizer`."""
    return _KIND_WORDS[kind]


def quote(text: str) -> str:
    """Return the user's own text in quotes, cut where it is long."""
    return repr(cut(text))


def cut(text: str) -> str:
    """Return the text, or its beginning and `...` where it is longer than a message should quote."""
    return text if len(text) <= RECEIVED_LIMIT else f"{text[:RECEIVED_LIMIT]}..."


def describe_value(value: Any) -> str:
    """Return how a message names the value the user wrote."""
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return f"the text {quote(value)}"
    if isinstance(value, dict):
        keys = ", ".join(str(key) for key in list(value)[:3])
        more = ", ..." if len(value) > 3 else ""
        return (
            f"a mapping with the key{'s' if len(value) > 1 else ''} {cut(keys)}{more}"
            if value
            else "an empty mapping"
        )
    if isinstance(value, list | tuple):
        text = ", ".join(_describe_item(item) for item in value[:6])
        return f"the list [{cut(text)}{', ...' if len(value) > 6 else ''}]"
    return _describe_item(value)


def _describe_item(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        return cut(flow(value))
    return quote(value) if isinstance(value, str) else cut(str(value))


def describe_number(number: float) -> str:
    """Return a number as a spec has it, without the point where nothing follows it."""
    if isinstance(number, float) and number.is_integer() and abs(number) < 1e16:
        return str(int(number))
    return f"{number:.12g}" if isinstance(number, float) else str(number).lower()


def describe_rule(rule: Rule) -> str:
    """Return what a rule accepts: `an integer >= 1`, `'valid' or 'same'`."""
    return _RULES[type(rule)](rule)


def choices(values: tuple[Any, ...]) -> str:
    """Return `'a', 'b' or 'c'`."""
    words = [_describe_item(value) for value in values]
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]


def _describe_list(rule: ListOf) -> str:
    least = f"at least {rule.minimum} " if rule.minimum > 1 else ""
    size = f"{rule.length} " if rule.length is not None else least
    each = describe_rule(rule.item)
    for one, many in (("an integer", "integers"), ("a number", "numbers")):
        if each.startswith(one) and not isinstance(rule.item, AnyOf):
            return f"a list of {size}{each.replace(one, many, 1)}"
    return f"a list of {size}items, each {each}"


def _describe_union(rule: AnyOf) -> str:
    words = [describe_rule(option) for option in rule.rules]
    return ", ".join(words[:-1]) + " or " + words[-1] if len(words) > 1 else words[0]


def _bounds(minimum: float | None, maximum: float | None, above: float | None, below: float | None) -> str:
    if minimum is not None and maximum is not None:
        return f" from {describe_number(minimum)} to {describe_number(maximum)}"
    parts = [
        f"{sign} {describe_number(bound)}"
        for sign, bound in ((">=", minimum), (">", above), ("<=", maximum), ("<", below))
        if bound is not None
    ]
    return " " + " and ".join(parts) if parts else ""


_RULES: dict[type, Callable[[Any], str]] = {
    Boolean: lambda rule: "true or false",
    Integer: lambda rule: "an integer" + _bounds(rule.minimum, rule.maximum, None, None),
    Number: lambda rule: "a number" + _bounds(rule.minimum, rule.maximum, rule.above, rule.below),
    Text: lambda rule: "text",
    Name: lambda rule: "a name of letters, digits, '_', '.' and '-', 64 at most",
    Choice: lambda rule: choices(rule.values),
    ListOf: _describe_list,
    MappingOf: lambda rule: f"a mapping from {describe_rule(rule.key)} to {describe_rule(rule.value)}",
    Object: lambda rule: kind_words(rule.kind),
    AnyOf: _describe_union,
    Null: lambda rule: "null",
    Refused: lambda rule: "nothing",
}


def describe_expected(error: ErrorDetails) -> str:
    """Return what one of pydantic's own checks expected."""
    context = error.get("ctx", {})
    kind = error["type"]
    if kind == "literal_error":
        return str(context["expected"])
    if kind == "too_short":
        return f"a list with at least {context['min_length']} item{'s' if context['min_length'] > 1 else ''}"
    if kind == "too_long":
        return f"a list with at most {context['max_length']:,} items"
    return _TYPES.get(kind) or error["msg"]


_TYPES = {
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
}
