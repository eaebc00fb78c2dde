"""What a value may be, as data: the vocabulary in which `catalogue/rules` types every argument.

`spec/argument.py` turns a rule into a pydantic annotation; nothing here knows pydantic or Keras.
`null` is accepted for an argument when its default is null; a rule need not say so.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

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


class Boolean:
    """`true` or `false`."""


class Integer(NamedTuple):
    """A whole number from `minimum` to `maximum`, both included."""

    minimum: int | None = None
    maximum: int | None = None


class Number(NamedTuple):
    """A finite number; `above` and `below` are excluded bounds, `minimum` and `maximum` included ones."""

    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    below: float | None = None


class Text:
    """Free text."""


class Name:
    """The name of a layer, metric or model: letters, digits, `_`, `.`, `-`; 64 characters at most."""


class Choice(NamedTuple):
    """One of the listed values."""

    values: tuple[str | int | bool, ...]


class ListOf(NamedTuple):
    """A list whose items follow `item`; `length` fixes how many, `minimum` is the least."""

    item: Rule
    length: int | None = None
    minimum: int = 0


class MappingOf(NamedTuple):
    """A mapping from keys of one rule to values of another."""

    key: Rule
    value: Rule


class Object(NamedTuple):
    """An object of a kind in the object form: `Name` or `{Name: {argument: value}}`."""

    kind: Kind


class AnyOf(NamedTuple):
    """The first of several rules that fits."""

    rules: tuple[Rule, ...]


class Null:
    """`null`, for the rare argument that takes null although its default is something else."""


class Refused(NamedTuple):
    """The argument cannot stand in a spec; `reason` says why and what to use instead."""

    reason: str


Rule = (
    Boolean | Integer | Number | Text | Name | Choice | ListOf | MappingOf | Object | AnyOf | Null | Refused
)


def per_axis(item: Rule, rank: int) -> AnyOf:
    """Return the rule of `kernel_size` and its like: one value for all axes, or a list with one per axis."""
    return AnyOf((item, ListOf(item, length=rank)))
