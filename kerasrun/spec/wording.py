"""Words for error messages: what a rule or a pydantic check expected, and what was received instead."""

from __future__ import annotations

from typing import Any

from pydantic_core import ErrorDetails

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
from kerasrun.source.scalar import ScalarError, parse_scalar

RECEIVED_LIMIT = 60
"""Longest piece of the user's own text in a message, in characters."""

NAME_LIMIT = 64

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
}


def kind_words(kind: str) -> str:
    """Return `an optimizer` for `optimizer`."""
    return _KIND_WORDS[kind]


def describe_value(value: Any) -> str:
    """Return how a message names the value the user wrote."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"the text {_cut(value)!r}"
    if isinstance(value, dict):
        keys = ", ".join(str(key) for key in list(value)[:3])
        return f"a mapping with the keys {_cut(keys)}" if value else "an empty mapping"
    if isinstance(value, list | tuple):
        text = ", ".join(_plain(item) for item in value[:6])
        return f"the list [{_cut(text)}{', ...' if len(value) > 6 else ''}]"
    return str(value)


def describe_rule(rule: Rule) -> str:
    """Return what a rule accepts: `an integer >= 1`, `'valid' or 'same'`."""
    match rule:
        case Boolean():
            return "true or false"
        case Integer():
            return "an integer" + _bounds(rule.minimum, rule.maximum, None, None)
        case Number():
            return "a number" + _bounds(rule.minimum, rule.maximum, rule.above, rule.below)
        case Text():
            return "text"
        case Name():
            return _NAME
        case Choice():
            return choices(rule.values)
        case ListOf():
            size = f" of {rule.length}" if rule.length is not None else ""
            return f"a list{size} ({describe_rule(rule.item)} each)"
        case MappingOf():
            return f"a mapping from {describe_rule(rule.key)} to {describe_rule(rule.value)}"
        case Object():
            return kind_words(rule.kind)
        case AnyOf():
            return " or ".join(describe_rule(option) for option in rule.rules)
        case Null():
            return "null"
        case Refused():
            return "nothing"


def choices(values: tuple[Any, ...]) -> str:
    """Return `'a', 'b' or 'c'`."""
    words = [_plain(value) if not isinstance(value, str) else repr(value) for value in values]
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]


def describe_expected(error: ErrorDetails) -> str:
    """Return what one of pydantic's own checks expected."""
    context = error.get("ctx", {})
    kind = error["type"]
    if kind in _BOUNDS:
        word, key = _BOUNDS[kind]
        return f"a number {word} {_plain(context[key])}"
    if kind == "literal_error":
        return str(context["expected"]).replace(" or ", ", ", str(context["expected"]).count(" or ") - 1)
    if kind == "string_too_long" and context["max_length"] != NAME_LIMIT:
        return f"text of at most {context['max_length']:,} characters"
    if kind == "too_short":
        return f"a list with at least {context['min_length']} item{'s' if context['min_length'] > 1 else ''}"
    if kind == "too_long":
        return f"a list with at most {context['max_length']} items"
    return _TYPES.get(kind) or error["msg"]


def fix_for_number(value: Any, *, integer: bool) -> str | None:
    """Return the hint for a number written as text or as a float with nothing after the point."""
    if isinstance(value, float) and integer and value.is_integer():
        return f"write {int(value)}"
    if not isinstance(value, str):
        return None
    try:
        number = parse_scalar(value.strip().replace("_", ""))
    except ScalarError as error:
        return error.hint
    if isinstance(number, bool) or not isinstance(number, int | float):
        if value.lower().startswith("0b"):
            try:
                return f"write {int(value, 2)}"
            except ValueError:
                return None
        return None
    return f"write {_plain(number)}" + (" without quotes" if value.strip() == str(number) else "")


_NAME = "a name of letters, digits, '_', '.' and '-', 64 at most"
_BOUNDS = {
    "greater_than_equal": (">=", "ge"),
    "greater_than": (">", "gt"),
    "less_than_equal": ("<=", "le"),
    "less_than": ("<", "lt"),
}
_TYPES = {
    "int_type": "an integer",
    "int_from_float": "an integer",
    "int_parsing_size": "an integer up to 2^53",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "string_type": "text",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "string_pattern_mismatch": _NAME,
    "string_too_long": _NAME,
}


def _bounds(minimum: float | None, maximum: float | None, above: float | None, below: float | None) -> str:
    parts = [
        f"{sign} {_plain(bound)}"
        for sign, bound in ((">=", minimum), (">", above), ("<=", maximum), ("<", below))
        if bound is not None
    ]
    return " " + " and ".join(parts) if parts else ""


def _plain(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e16:
        return str(int(value))
    return repr(value) if isinstance(value, str) else _cut(str(value))


def _cut(text: str) -> str:
    return text if len(text) <= RECEIVED_LIMIT else f"{text[:RECEIVED_LIMIT]}..."
