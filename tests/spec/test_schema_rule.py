from __future__ import annotations

from typing import Any, get_args

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
)
from kerasrun.spec.schema_rule import NULL, or_null, refer, rule_to_schema, value_form


@pytest.mark.parametrize(
    ("rule", "schema"),
    [
        (Boolean(), {"type": "boolean"}),
        (Integer(), {"type": "integer"}),
        (Integer(1, 9), {"type": "integer", "minimum": 1, "maximum": 9}),
        (Number(minimum=0, below=1), {"type": "number", "minimum": 0, "exclusiveMaximum": 1}),
        (Number(above=0, maximum=1), {"type": "number", "exclusiveMinimum": 0, "maximum": 1}),
        (Text(), {"type": "string", "maxLength": 10_000}),
        (Choice(("auto", True)), {"enum": ["auto", True]}),
        (ListOf(Boolean()), {"type": "array", "items": {"type": "boolean"}}),
        (
            ListOf(Boolean(), length=2),
            {"type": "array", "items": {"type": "boolean"}, "minItems": 2, "maxItems": 2},
        ),
        (ListOf(Boolean(), minimum=1), {"type": "array", "items": {"type": "boolean"}, "minItems": 1}),
        (Object("loss"), {"$ref": "#/definitions/loss"}),
        (AnyOf((Boolean(), Null())), {"anyOf": [{"type": "boolean"}, NULL]}),
        (
            MappingOf(Integer(minimum=0), Number()),
            {
                "type": "object",
                "additionalProperties": {"type": "number"},
                "propertyNames": {"pattern": r"^\d+$"},
            },
        ),
    ],
)
def test_a_rule(rule: Rule, schema: dict[str, Any]) -> None:
    assert rule_to_schema(rule) == schema


def test_every_rule_but_refused_has_a_schema() -> None:
    samples: list[Rule] = [
        Boolean(),
        Integer(),
        Number(),
        Text(),
        Name(),
        Choice(("a",)),
        ListOf(Text()),
        MappingOf(Text(), Text()),
        Object("layer"),
        AnyOf((Text(),)),
        Null(),
    ]
    assert {type(rule) for rule in samples} == set(get_args(Rule)) - {Refused}
    assert all(rule_to_schema(rule) for rule in samples)


@pytest.mark.parametrize(
    ("schema", "form"),
    [
        ({"type": "integer"}, {"type": "integer"}),
        ({"type": "object"}, None),
        (NULL, None),
        (refer("layer"), refer("layer_name")),
        ({"title": "x", **refer("layer")}, {"title": "x", **refer("layer_name")}),
        (or_null({"type": "integer"}), {"oneOf": [{"type": "integer"}]}),
        ({"anyOf": [{"type": "object"}, {"type": "array"}]}, {"anyOf": [{"type": "array"}]}),
        ({"anyOf": [{"type": "object"}, or_null({"type": "object"})]}, None),
    ],
)
def test_what_may_stand_behind_a_name_in_place_of_its_arguments(schema: Any, form: Any) -> None:
    assert value_form(schema) == form
