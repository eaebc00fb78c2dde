"""What a value may be, as data: the vocabulary in which `catalogue/rules` types every argument.

`spec/argument.py` turns a rule into a pydantic annotation; nothing here knows pydantic or Keras.
`null` is accepted for an argument when its default is null; a rule need not say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "layer",
    "optimizer",
    "schedule",
    "loss",
    "metric",
    "callback",
    "initializer",
    "regularizer",
    "constraint",
    "activation",
]


@dataclass(frozen=True)
class Boolean:
    """`true` or `false`."""


@dataclass(frozen=True)
class Integer:
    """A whole number from `minimum` to `maximum`, both included."""

    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True)
class Number:
    """A finite number; `above` and `below` are excluded bounds, `minimum` and `maximum` included ones."""

    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    below: float | None = None


@dataclass(frozen=True)
class Text:
    """Free text."""


@dataclass(frozen=True)
class Name:
    """The name of a layer, metric or model: letters, digits, `_`, `.`, `-`; 64 characters at most."""


@dataclass(frozen=True)
class Choice:
    """One of the listed values."""

    values: tuple[str | int | bool, ...]


@dataclass(frozen=True)
class ListOf:
    """A list whose items follow `item`; `length` fixes how many, `minimum` is the least."""

    item: Rule
    length: int | None = None
    minimum: int = 0


@dataclass(frozen=True)
class MappingOf:
    """A mapping from keys of one rule to values of another."""

    key: Rule
    value: Rule


@dataclass(frozen=True)
class Object:
    """An object of a kind in the object form: `Name` or `{Name: {argument: value}}`."""

    kind: Kind


@dataclass(frozen=True)
class AnyOf:
    """The first of several rules that fits."""

    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Null:
    """`null`, for the rare argument that takes null although its default is something else."""


@dataclass(frozen=True)
class Refused:
    """The argument cannot stand in a spec; `reason` says why and what to use instead."""

    reason: str


Rule = (
    Boolean | Integer | Number | Text | Name | Choice | ListOf | MappingOf | Object | AnyOf | Null | Refused
)


def per_axis(item: Rule, rank: int) -> AnyOf:
    """Return the rule of `kernel_size` and its like: one value for all axes, or a list with one per axis."""
    return AnyOf((item, ListOf(item, length=rank)))
