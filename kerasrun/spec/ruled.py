"""A catalogue rule as pydantic understands it: checks the value, words the mistake in its terms.

In: a rule. Out: a pydantic core schema, or the metadata of `Annotated[int, Ruled(Integer(minimum=1))]`.
`argument.py` types the arguments of Keras objects with it, the sections of a spec their own numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import ValidationError
from pydantic_core import CoreSchema, SchemaValidator, core_schema

from kerasrun.catalogue.lookup import did_you_mean
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
from kerasrun.source.document import UNREADABLE
from kerasrun.spec.hint import hint_for
from kerasrun.spec.problem import REPORTED, Problem, problems_error
from kerasrun.spec.wording import describe_rule, describe_value

NAME_PATTERN = r"^[A-Za-z0-9_.-]*[A-Za-z0-9_-][A-Za-z0-9_.-]*$"
"""Names that are safe as a file name, in a terminal and in a Keras archive; not dots alone."""

NAME_LIMIT = 64
TEXT_LIMIT = 10_000
"""Longest free text of an argument, in characters."""


@dataclass(frozen=True)
class Ruled:
    """Metadata of an annotation: the value follows `rule`; `null` too where `nullable`."""

    rule: Rule
    nullable: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        """Return the schema of the rule, whatever the annotated type."""
        schema = rule_schema(self.rule)
        return core_schema.nullable_schema(schema) if self.nullable else schema


def rule_schema(rule: Rule) -> CoreSchema:
    """Return the pydantic core schema that accepts what `rule` accepts and explains what it does not."""
    plain = _PLAIN.get(type(rule))
    if plain is not None:
        return core_schema.no_info_wrap_validator_function(_explaining(rule), plain(rule))
    return core_schema.no_info_plain_validator_function(_VALIDATORS[type(rule)](rule))


def _explaining(rule: Rule) -> Callable[[Any, Any], Any]:
    def validate(value: Any, handler: Callable[[Any], Any]) -> Any:
        try:
            return handler(value)
        except ValidationError as error:
            # An error with a path is an item's, and explained by the item's own rule.
            if any(not details["loc"] for details in error.errors(include_url=False, include_input=False)):
                raise mismatch(rule, value) from None
            raise

    return validate


def _list_schema(rule: ListOf) -> CoreSchema:
    shortest = rule.length if rule.length is not None else rule.minimum
    return core_schema.list_schema(
        rule_schema(rule.item), min_length=shortest, max_length=rule.length, strict=True
    )


_PLAIN: dict[type, Callable[[Any], CoreSchema]] = {
    Boolean: lambda rule: core_schema.bool_schema(strict=True),
    Integer: lambda rule: core_schema.int_schema(ge=rule.minimum, le=rule.maximum, strict=True),
    Number: lambda rule: core_schema.float_schema(
        ge=rule.minimum, le=rule.maximum, gt=rule.above, lt=rule.below, allow_inf_nan=False, strict=True
    ),
    Text: lambda rule: core_schema.str_schema(max_length=TEXT_LIMIT, strict=True),
    Name: lambda rule: core_schema.str_schema(pattern=NAME_PATTERN, max_length=NAME_LIMIT, strict=True),
    Null: lambda rule: core_schema.none_schema(),
    ListOf: _list_schema,
    MappingOf: lambda rule: core_schema.dict_schema(
        rule_schema(rule.key), rule_schema(rule.value), strict=True
    ),
}


Validator = Callable[[Any], Any]


def _object_validator(rule: Object) -> Validator:
    # object.py needs the models of arguments, which need this file.
    from kerasrun.spec.object import parse_object

    return lambda value: parse_object(rule.kind, value)


def _choice_validator(rule: Choice) -> Validator:
    def validate(value: Any) -> Any:
        # `1 == True` in Python; a spec tells them apart.
        if any(value == choice and type(value) is type(choice) for choice in rule.values):
            return value
        hint = (
            did_you_mean(value, [str(choice) for choice in rule.values]) if isinstance(value, str) else None
        )
        raise mismatch(rule, value, hint)

    return validate


def _union_validator(rule: AnyOf) -> Validator:
    def validate(value: Any) -> Any:
        failures: list[tuple[Rule, ValidationError]] = []
        for option in rule.rules:
            try:
                return _validator(option).validate_python(value)
            except ValidationError as error:
                failures.append((option, error))
        if isinstance(value, str) and any(
            _is_number(option) and hint_for(option, value) for option in rule.rules
        ):
            # A quoted number is no name of an object.
            raise mismatch(rule, value)
        for option, failure in failures:
            # The option the user meant, by the form of the value, explains best what is wrong inside it.
            if _has_form(option, value):
                raise failure
        raise mismatch(rule, value)

    return validate


def _refusing_validator(rule: Refused) -> Validator:
    def validate(value: Any) -> Any:
        message = "this argument cannot stand in a spec"
        raise problems_error([Problem("KR106", message, hint=rule.reason, at_key=True)])

    return validate


_VALIDATORS: dict[type, Callable[[Any], Validator]] = {
    Object: _object_validator,
    Choice: _choice_validator,
    AnyOf: _union_validator,
    Refused: _refusing_validator,
}


@cache
def _validator(rule: Rule) -> SchemaValidator:
    return SchemaValidator(rule_schema(rule))


def _is_number(rule: Rule) -> bool:
    return isinstance(rule, Integer | Number)


def _has_form(rule: Rule, value: Any) -> bool:
    if isinstance(value, list):
        return isinstance(rule, ListOf) and (rule.length is None or rule.length == len(value))
    if isinstance(value, dict):
        return isinstance(rule, Object | MappingOf)
    return isinstance(value, str) and isinstance(rule, Object)


def mismatch(rule: Rule, value: Any, hint: str | None = None) -> ValidationError:
    """Return the exception to raise for a value that does not follow `rule`."""
    if value is UNREADABLE:
        return problems_error([REPORTED])
    if value is None:
        return problems_error([Problem("KR102", f"missing value: expected {describe_rule(rule)}")])
    code = "KR104" if has_type(rule, value) else "KR103"
    message = f"expected {describe_rule(rule)}, received {describe_value(value)}"
    return problems_error([Problem(code, message, hint=hint or hint_for(rule, value))])


_TYPES: dict[type, type | tuple[type, ...]] = {
    Integer: int,
    Number: (int, float),
    Boolean: bool,
    Text: str,
    Name: str,
    Choice: str,
    ListOf: list,
    MappingOf: dict,
}


def has_type(rule: Rule, value: Any) -> bool:
    """Tell whether the value has the rule's type, so that only its size or its word is wrong."""
    if isinstance(rule, AnyOf):
        return any(has_type(option, value) for option in rule.rules)
    if isinstance(value, bool) and not isinstance(rule, Boolean):
        return False
    return isinstance(value, _TYPES.get(type(rule), ()))
