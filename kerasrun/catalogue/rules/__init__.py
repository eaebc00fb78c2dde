"""What every argument of every Keras object may be: one table per kind, layers by family.

`find` looks an argument up; `catalogue.rule` is its public face. To add a rule, name the object in the table
of its kind, or the argument in `SHARED` where it means the same on every object of the kind.
"""

from __future__ import annotations

from typing import Protocol

from kerasrun.catalogue.rule import Kind, Rule
from kerasrun.catalogue.rules import (
    activation,
    callback,
    constraint,
    initializer,
    layer,
    loss,
    metric,
    optimizer,
    regularizer,
    schedule,
)
from kerasrun.catalogue.rules.value import Table


class _Tables(Protocol):
    SHARED: dict[str, Rule]
    OVERRIDES: Table


_KINDS: dict[Kind, _Tables] = {
    "layer": layer,
    "optimizer": optimizer,
    "schedule": schedule,
    "loss": loss,
    "metric": metric,
    "callback": callback,
    "initializer": initializer,
    "regularizer": regularizer,
    "constraint": constraint,
    "activation": activation,
}


def find(kind: Kind, name: str, argument: str) -> Rule:
    """Return the rule of one argument of the object called `name`.

    Raises:
        KeyError: nobody stated what the argument may be.
    """
    tables = _KINDS[kind]
    rules = tables.OVERRIDES.get(name, {})
    return rules[argument] if argument in rules else tables.SHARED[argument]
