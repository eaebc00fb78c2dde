"""The object form, the same for all of Keras: `Name`, `{Name: {argument: value}}` or `{Name: value}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from kerasrun.catalogue import catalogue
from kerasrun.catalogue.catalogue import Entry
from kerasrun.catalogue.legacy import legacy_name
from kerasrun.catalogue.lookup import did_you_mean
from kerasrun.catalogue.refused import refused
from kerasrun.catalogue.rule import Kind, Refused
from kerasrun.source.document import UNREADABLE
from kerasrun.spec.argument import ArgumentsModel, arguments_model
from kerasrun.spec.problem import REPORTED, Problem, problems_error, rewrite
from kerasrun.spec.wording import choices, describe_value, kind_words, quote


@dataclass(frozen=True)
class ObjectSpec:
    """A Keras object as the user wrote it, checked."""

    kind: Kind
    name: str
    """The class name, or Keras's short string (`mse`, `relu`) where the user wrote that."""
    arguments: Mapping[str, Any]
    """The arguments written in the spec, nested objects as ObjectSpec; defaults are left out."""

    @property
    def keras_name(self) -> str:
        """The name of the catalogue entry: `MeanSquaredError` for `mse`."""
        entry = catalogue.entry(self.kind, self.name)
        assert entry is not None
        return entry.name

    def filled_arguments(self) -> dict[str, Any]:
        """Return every argument in Keras's order, those not written with Keras's default."""
        entry = catalogue.entry(self.kind, self.name)
        assert entry is not None
        return {a.name: self.arguments.get(a.name, a.default) for a in entry.arguments}

    @property
    def is_alias(self) -> bool:
        """Whether the user wrote one of Keras's short strings."""
        return self.name != self.keras_name or self.kind == "activation"


_STRINGS = frozenset(
    {"optimizer", "loss", "metric", "initializer", "regularizer", "constraint", "activation"}
)
"""Kinds of which Keras takes short strings such as `mse`, `accuracy` or `glorot_uniform`."""


def parse_object(kind: Kind, value: Any) -> ObjectSpec:
    """Return the object that `value` stands for.

    Raises:
        ValidationError: with every problem of the object and its arguments.
    """
    if isinstance(value, str):
        entry = find_entry(kind, value, ())
        # Keras gives some short strings a meaning of their own; of a layer they are just another name.
        return _build(kind, value if kind in _STRINGS else entry.name, entry, {}, ())
    name, raw = split_object(kind, value)
    entry = find_entry(kind, name, (name,))
    if kind == "activation":
        hint = "for an activation with arguments use its layer, such as `- LeakyReLU: {negative_slope: 0.1}`"
        raise problems_error([Problem("KR109", "an activation is written as its name alone", (), hint)])
    return _build(kind, entry.name, entry, _arguments(entry, raw, name), (name,))


def split_object(kind: str, value: Any) -> tuple[str, Any]:
    """Return (name, raw arguments) of a mapping in the object form.

    Raises:
        ValidationError: the value is not a mapping with one key.
    """
    if value is UNREADABLE:
        raise problems_error([REPORTED])
    words = kind_words(kind)
    if value is None:
        raise problems_error(
            [Problem("KR102", f"missing value: expected {words}", (), f"write the name of {words}")]
        )
    if not isinstance(value, dict):
        hint = "write `Name`, `Name: {argument: value}` or `Name: value`"
        if isinstance(value, int | float) and not isinstance(value, bool) and kind in _OF_A_NUMBER:
            hint = f"write `{{{_OF_A_NUMBER[kind]}: {value}}}`"
        raise problems_error(
            [Problem("KR109", f"expected {words}, received {describe_value(value)}", (), hint)]
        )
    if len(value) == 1:
        name, raw = next(iter(value.items()))
        return str(name), raw
    raise problems_error([_explain_form(kind, value)])


_OF_A_NUMBER = {"regularizer": "L2", "initializer": "Constant", "constraint": "MaxNorm"}
"""What a bare number in place of an object most likely stands for."""


def _explain_form(kind: str, value: dict[Any, Any]) -> Problem:
    expected = f"expected {kind_words(kind)} as one name with its arguments"
    hint = "write `Name: {argument: value}`"
    if not value:
        return Problem("KR109", f"{expected}, received an empty mapping", (), hint)
    first, second = list(value)[:2]
    if first in ("type", "class_name", "class", "name") and isinstance(value[first], str):
        hint = f"write `{value[first]}: {{argument: value}}`"
        return Problem("KR109", f"{expected}, received {describe_value(value)}", (), hint)
    if value[first] is None:
        hint = f"indent the arguments under `{first}:`, or write `{first}: {{{second}: ...}}`"
    message = f"{expected}, received {quote(str(second))} beside {quote(str(first))}"
    return Problem("KR109", message, (second,), hint, at_key=True)


def find_entry(kind: Kind, name: str, path: tuple[str, ...]) -> Entry:
    """Return the catalogue entry called `name`.

    Raises:
        ValidationError: the name is unknown, of an older Keras, or one that a spec must not reach.
    """
    at_key = bool(path)
    reason = refused(kind, name)
    if reason:
        raise problems_error([Problem("KR106", f"{name} cannot stand in a spec", path, reason, at_key)])
    legacy = legacy_name(kind, name)
    if legacy:
        raise problems_error(
            [Problem("KR107", f"{name!r} is not {kind_words(kind)} of this Keras", path, legacy, at_key)]
        )
    entry = catalogue.entry(kind, name)
    if entry is not None:
        return entry
    message = f"unknown {kind} {quote(name)}"
    raise problems_error([Problem("KR105", message, path, _name_hint(kind, name), at_key)])


def usable_words(kind: Kind) -> list[str]:
    """Return the names that `parse_object` takes, Keras's other strings for them included."""
    words = (*catalogue.names(kind), *catalogue.aliases(kind))
    return [word for word in words if not refused(kind, word) and not legacy_name(kind, word)]


_OF_A_SPEC: dict[Kind, tuple[str, ...]] = {
    "layer": ("repeat",),
    "loss": ("formula", "python"),
    "metric": ("formula", "python"),
}
"""What may stand in place of a Keras object."""


def _name_hint(kind: Kind, name: str) -> str:
    head = re.split(r"[{(:]", name)[0].strip().rpartition(".")[2]
    if len(head) < len(name.rpartition(".")[2]) and catalogue.entry(kind, head):
        return f"write `{head}: {{argument: value}}`, with a ': ' after the name"
    if kind == "activation" and name.lower() in ("no", "off", "none", "false", "null"):
        return "write `linear`, or leave the activation out"
    known = [*usable_words(kind), *_OF_A_SPEC.get(kind, ())]
    # Of `mse` and `MSE`, the one that is spelled like the word.
    known.sort(key=lambda word: word.islower() != name.islower())
    begun = sorted((word for word in known if len(name) > 2 and word.startswith(name)), key=len)[:3]
    if len(begun) > 1:
        return f"did you mean {choices(tuple(sorted(begun)))}?"
    hint = did_you_mean(name, known)
    if hint:
        return hint
    if len(known) < 10:
        return f"known are: {', '.join(sorted(known))}"
    return f"`kerasrun list {kind}s` shows all names"


def _arguments(entry: Entry, raw: Any, name: str) -> dict[str, Any]:
    if raw is None:
        return {}
    if isinstance(raw, dict):
        return raw
    usable = [
        a for a in entry.arguments if not isinstance(catalogue.rule(entry.kind, entry.name, a.name), Refused)
    ]
    if not usable:
        raise problems_error(
            [
                Problem(
                    "KR109",
                    f"{name} takes no arguments, received {describe_value(raw)}",
                    (name,),
                    f"write `{name}` alone",
                )
            ]
        )
    return {usable[0].name: raw}


def _build(kind: Kind, name: str, entry: Entry, raw: dict[str, Any], prefix: tuple[str, ...]) -> ObjectSpec:
    if kind == "activation":
        return ObjectSpec(kind, name, {})
    model = arguments_model(kind, entry.name)
    try:
        arguments = model.model_validate(raw)
    except ValidationError as error:
        raise rewrite(error, model._explain, prefix) from None
    problems = list(_exclusive_problems(entry, arguments, prefix))
    if problems:
        raise problems_error(problems)
    written = {key: getattr(arguments, key) for key in raw if key in arguments.model_fields_set}
    return ObjectSpec(kind, name, written)


def _exclusive_problems(entry: Entry, arguments: ArgumentsModel, prefix: tuple[str, ...]) -> list[Problem]:
    problems = []
    written = {name for name in arguments.model_fields_set if getattr(arguments, name) is not None}
    for group in catalogue.exclusive(entry.kind, entry.name):
        both = [argument for argument in group if argument in written]
        if len(both) > 1:
            message = f"choose one of {' and '.join(both)}: {entry.name} takes only one"
            path, other = (*prefix, both[1]), (*prefix, both[0])
            problems.append(Problem("KR108", message, path, "delete one of the two", True, other))
    return problems
