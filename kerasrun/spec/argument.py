"""A catalogue rule to a pydantic annotation, and an object's rules to the pydantic model of its arguments.

Models are made on demand and kept, so a process pays only for the objects its spec names.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError, WrapValidator, create_model

from kerasrun.catalogue import catalogue
from kerasrun.catalogue.legacy import legacy_argument
from kerasrun.catalogue.lookup import did_you_mean
from kerasrun.catalogue.rule import (
    AnyOf,
    Boolean,
    Choice,
    Integer,
    Kind,
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
from kerasrun.spec.base import SpecModel
from kerasrun.spec.problem import Problem, problems_error, rewrite
from kerasrun.spec.wording import describe_rule, describe_value, fix_for_number

SafeName = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]*[A-Za-z0-9_-][A-Za-z0-9_.-]*$", max_length=64)
]
"""Names that are safe as a file name, in a terminal and in a Keras archive; not dots alone."""

TEXT_LIMIT = 10_000
"""Longest free text of an argument, in characters."""


class ArgumentsModel(SpecModel):
    """The base of every model made here: the arguments of one Keras object."""

    kind: ClassVar[Kind]
    keras_name: ClassVar[str]

    @classmethod
    def _explain_unknown_key(cls, key: str, path: tuple[str | int, ...], value: Any) -> Problem:
        legacy = legacy_argument(cls.kind, cls.keras_name, key, value)
        if legacy:
            message = f"{cls.keras_name} has no argument {key!r} in this Keras"
            return Problem("KR107", message, path, legacy, at_key=True)
        known = list(cls.model_fields)
        hint = did_you_mean(key, known)
        if hint is None and "layer" in known and catalogue.entry("layer", key):
            hint = f"a layer inside a layer is the argument `layer`: write `layer: {{{key}: ...}}`"
        hint = hint or (f"the arguments are: {', '.join(known)}" if known else "it takes no arguments")
        return Problem("KR101", f"unknown argument {key!r} for {cls.keras_name}", path, hint, at_key=True)

    @classmethod
    def _missing_hint(cls, key: str) -> str | None:
        rule = catalogue.rule(cls.kind, cls.keras_name, key)
        return f"write `{cls.keras_name}: {{{key}: ...}}` with {describe_rule(rule)}"


@cache
def arguments_model(kind: Kind, name: str) -> type[ArgumentsModel]:
    """Return the pydantic model of the arguments of the Keras object `name`."""
    entry = catalogue.entry(kind, name)
    assert entry is not None, name
    fields: dict[str, Any] = {}
    for argument in entry.arguments:
        rule = catalogue.rule(kind, entry.name, argument.name)
        annotation = annotate(rule)
        if isinstance(rule, Refused):
            fields[argument.name] = (annotation, None)
        elif argument.required:
            fields[argument.name] = (annotation, ...)
        elif argument.default is None:
            fields[argument.name] = (annotation | None if rule == Boolean() else _nullable(annotation), None)
        else:
            fields[argument.name] = (annotation, argument.default)
    model = create_model(f"{entry.name}Arguments", __base__=ArgumentsModel, **fields)
    model.kind, model.keras_name = kind, entry.name
    return model


def annotate(rule: Rule) -> Any:
    """Return the pydantic annotation for a rule."""
    match rule:
        case Boolean():
            return bool
        case Integer():
            return Annotated[int, Field(ge=rule.minimum, le=rule.maximum)]
        case Number():
            return Annotated[float, Field(ge=rule.minimum, le=rule.maximum, gt=rule.above, lt=rule.below)]
        case Text():
            return Annotated[str, StringConstraints(max_length=TEXT_LIMIT)]
        case Name():
            return SafeName
        case Null():
            return None
        case ListOf():
            shortest = rule.length if rule.length is not None else rule.minimum
            return Annotated[list[annotate(rule.item)], Field(min_length=shortest, max_length=rule.length)]  # type: ignore[misc]
        case MappingOf():
            return dict[annotate(rule.key), annotate(rule.value)]  # type: ignore[misc]
        case Object():
            from kerasrun.spec.object import object_annotation

            return object_annotation(rule.kind)
        case Choice():
            return Annotated[Any, WrapValidator(_choice_validator(rule))]
        case AnyOf():
            return Annotated[Any, WrapValidator(_union_validator(rule))]
        case Refused():
            return Annotated[Any, WrapValidator(_refusing_validator(rule))]


Validator = Callable[[Any, Any], Any]


def _nullable(annotation: Any) -> Any:
    def accept_null(value: Any, handler: Callable[[Any], Any]) -> Any:
        return None if value is None else handler(value)

    return Annotated[annotation, WrapValidator(accept_null)]


def _choice_validator(rule: Choice) -> Validator:
    def validate(value: Any, _: Any) -> Any:
        # `1 == True` in Python; a spec tells them apart.
        if any(value == choice and type(value) is type(choice) for choice in rule.values):
            return value
        hint = (
            did_you_mean(value, [str(choice) for choice in rule.values]) if isinstance(value, str) else None
        )
        raise _mismatch(rule, value, hint)

    return validate


def _union_validator(rule: AnyOf) -> Validator:
    def validate(value: Any, _: Any) -> Any:
        failures: list[tuple[Rule, ValidationError]] = []
        for option in rule.rules:
            try:
                return _adapter(option).validate_python(value)
            except ValidationError as error:
                failures.append((option, error))
        for option, error in failures:
            # The option the user meant, by the form of the value, explains best what is wrong inside it.
            if _has_form(option, value):
                raise rewrite(error, SpecModel._explain)
        integer = any(isinstance(option, Integer) for option in rule.rules)
        raise _mismatch(rule, value, fix_for_number(value, integer=integer))

    return validate


def _refusing_validator(rule: Refused) -> Validator:
    def validate(value: Any, _: Any) -> Any:
        raise problems_error(
            [Problem("KR106", "this argument cannot stand in a spec", hint=rule.reason, at_key=True)]
        )

    return validate


@cache
def _adapter(rule: Rule) -> TypeAdapter[Any]:
    return TypeAdapter(annotate(rule), config=SpecModel.model_config)


def _has_form(rule: Rule, value: Any) -> bool:
    if isinstance(value, list):
        return isinstance(rule, ListOf) and (rule.length is None or rule.length == len(value))
    if isinstance(value, dict):
        return isinstance(rule, Object | MappingOf)
    return isinstance(value, str) and isinstance(rule, Object)


def _mismatch(rule: Rule, value: Any, hint: str | None = None) -> ValidationError:
    if value is UNREADABLE:
        return ValidationError.from_exception_data("spec", [])
    if value is None:
        return problems_error([Problem("KR102", f"missing value: expected {describe_rule(rule)}")])
    code = "KR104" if isinstance(value, str) else "KR103"
    message = f"expected {describe_rule(rule)}, received {describe_value(value)}"
    return problems_error([Problem(code, message, hint=hint)])
