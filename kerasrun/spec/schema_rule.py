"""A catalogue rule as JSON Schema: what an editor may know of one value.

In: a rule. Out: a schema of draft-07, a plain mapping. `schema_section.py` asks. A schema may take more than
the rule, never less.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
    Rule,
    Text,
)
from kerasrun.spec.ruled import NAME_LIMIT, NAME_PATTERN, TEXT_LIMIT

Schema = dict[str, Any]

NULL: Schema = {"type": "null"}
ANY_NAME = "_name"
"""The definition of a kind takes an object in every form; the one with this at its end, names alone."""


def rule_to_schema(rule: Rule) -> Schema:
    """Return the schema of what follows `rule`."""
    return _RULES[type(rule)](rule)


def refer(definition: str) -> Schema:
    """Return the schema that stands for a definition."""
    return {"$ref": f"#/definitions/{definition}"}


def or_null(schema: Schema) -> Schema:
    """Return the schema of what fits `schema`, which has no null, or is null."""
    return {"oneOf": [schema, NULL]}


def value_form(schema: Schema) -> Schema | None:
    """Return what `schema` leaves of an argument where its object is written `Name: value`.

    There a mapping is the object's arguments, and null is none of them.
    """
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            forms = [form for form in map(value_form, schema[keyword]) if form is not None]
            return {**schema, keyword: forms} if forms else None
    if "$ref" in schema:
        return {**schema, "$ref": schema["$ref"] + ANY_NAME}
    return None if schema.get("type") in ("object", "null") else schema


def _integer(rule: Integer) -> Schema:
    return {"type": "integer", **_given(minimum=rule.minimum, maximum=rule.maximum)}


def _number(rule: Number) -> Schema:
    return {
        "type": "number",
        **_given(
            minimum=rule.minimum,
            maximum=rule.maximum,
            exclusiveMinimum=rule.above,
            exclusiveMaximum=rule.below,
        ),
    }


def _list(rule: ListOf) -> Schema:
    shortest = rule.length if rule.length is not None else rule.minimum or None
    return {
        "type": "array",
        "items": rule_to_schema(rule.item),
        **_given(minItems=shortest, maxItems=rule.length),
    }


def _mapping(rule: MappingOf) -> Schema:
    keys: Schema = {}
    if isinstance(rule.key, Integer):
        # JSON has no keys but text.
        keys = {"propertyNames": {"pattern": r"^-?\d+$" if rule.key.minimum is None else r"^\d+$"}}
    return {"type": "object", "additionalProperties": rule_to_schema(rule.value), **keys}


def _given(**keywords: float | None) -> Schema:
    return {keyword: value for keyword, value in keywords.items() if value is not None}


_RULES: dict[type, Callable[[Any], Schema]] = {
    Boolean: lambda rule: {"type": "boolean"},
    Integer: _integer,
    Number: _number,
    Text: lambda rule: {"type": "string", "maxLength": TEXT_LIMIT},
    Name: lambda rule: {"type": "string", "pattern": NAME_PATTERN, "maxLength": NAME_LIMIT},
    Choice: lambda rule: {"enum": list(rule.values)},
    ListOf: _list,
    MappingOf: _mapping,
    Object: lambda rule: refer(rule.kind),
    AnyOf: lambda rule: {"anyOf": [rule_to_schema(option) for option in rule.rules]},
    Null: lambda rule: NULL,
}
"""Refused is missing: what cannot stand in a spec has no schema."""
