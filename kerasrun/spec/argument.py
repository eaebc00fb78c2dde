"""The rules of a Keras object to the pydantic model of its arguments.

Models are made on demand and kept, so a process pays only for the objects its spec names.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, ClassVar

from pydantic import create_model

from kerasrun.catalogue import catalogue
from kerasrun.catalogue.legacy import legacy_argument
from kerasrun.catalogue.legacy.flow import flow
from kerasrun.catalogue.lookup import did_you_mean
from kerasrun.catalogue.rule import Integer, Kind, Number, Refused, Rule
from kerasrun.errors import Path
from kerasrun.spec.base import SpecModel
from kerasrun.spec.problem import Problem
from kerasrun.spec.ruled import Ruled
from kerasrun.spec.wording import describe_number, describe_rule, quote


class ArgumentsModel(SpecModel):
    """The base of every model made here: the arguments of one Keras object."""

    kind: ClassVar[Kind]
    keras_name: ClassVar[str]

    @classmethod
    def _explain_unknown_key(cls, key: str, path: Path, value: Any, beside: Mapping[str, Any]) -> Problem:
        legacy = legacy_argument(cls.kind, cls.keras_name, key, value, beside)
        if legacy:
            message = f"{cls.keras_name} has no argument {quote(key)} in this Keras"
            return Problem("KR107", message, path, legacy, at_key=True)
        known = [name for name in cls.model_fields if not isinstance(cls._rule(name), Refused)]
        hint = did_you_mean(key, known)
        if hint is None and "layer" in known and catalogue.entry("layer", key):
            hint = f"a layer inside a layer is the argument `layer`: write `layer: {{{key}: ...}}`"
        hint = hint or (f"the arguments are: {', '.join(known)}" if known else "it takes no arguments")
        return Problem(
            "KR101", f"unknown argument {quote(key)} for {cls.keras_name}", path, hint, at_key=True
        )

    @classmethod
    def _missing_hint(cls, key: str) -> str | None:
        return f"write `{cls.keras_name}: {{{key}: ...}}` with {describe_rule(cls._rule(key))}"

    @classmethod
    def _default_hint(cls, key: str) -> str | None:
        field = cls.model_fields[key]
        if field.is_required():
            example = _example(cls._rule(key))
            return f"for example `{key}: {example}`" if example else None
        if field.default is None:
            return "it can be left out"
        number = isinstance(field.default, int | float)
        default = describe_number(field.default) if number else flow(field.default)
        return f"Keras's own is `{key}: {default}`"

    @classmethod
    def _rule(cls, key: str) -> Any:
        return catalogue.rule(cls.kind, cls.keras_name, key)


def _example(rule: Rule) -> str | None:
    if isinstance(rule, Integer):
        return str(max(10, rule.minimum or 0))
    if isinstance(rule, Number):
        share = rule.maximum == 1 or rule.below == 1
        return "0.5" if share else "1.0"
    return None


@cache
def arguments_model(kind: Kind, name: str) -> type[ArgumentsModel]:
    """Return the pydantic model of the arguments of the Keras object `name`.

    An argument whose default is null takes null; the default of one that a spec must not give is null.
    """
    entry = catalogue.entry(kind, name)
    assert entry is not None, name
    fields: dict[str, Any] = {}
    for argument in entry.arguments:
        rule = catalogue.rule(kind, entry.name, argument.name)
        if isinstance(rule, Refused):
            fields[argument.name] = (Annotated[Any, Ruled(rule)], None)
            continue
        nullable = argument.default is None and not argument.required
        default = ... if argument.required else argument.default
        fields[argument.name] = (Annotated[Any, Ruled(rule, nullable)], default)
    model = create_model(f"{entry.name}Arguments", __base__=ArgumentsModel, **fields)
    model.kind, model.keras_name = kind, entry.name
    return model
