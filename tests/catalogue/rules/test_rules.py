from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch
from typing import Any, get_args

import pytest

from kerasrun.catalogue import catalogue, rules
from kerasrun.catalogue.catalogue import Argument, Entry
from kerasrun.catalogue.refused import refused
from kerasrun.catalogue.rule import (
    AnyOf,
    Boolean,
    Choice,
    Integer,
    Kind,
    ListOf,
    Name,
    Null,
    Number,
    Object,
    Refused,
    Rule,
    Text,
)

KINDS: tuple[Kind, ...] = get_args(Kind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_argument_of_every_entry_has_a_rule(kind: Kind) -> None:
    untyped = []
    for entry in entries(kind):
        for argument in entry.arguments:
            try:
                catalogue.rule(kind, entry.name, argument.name)
            except KeyError:
                untyped.append(f"{entry.name}.{argument.name}")
    assert untyped == []


def test_an_argument_without_a_rule_raises_key_error() -> None:
    with pytest.raises(KeyError):
        rules.find("layer", "Dense", "nobody_stated_this")


@pytest.mark.parametrize("kind", KINDS)
def test_overrides_name_real_objects_that_a_spec_may_use(kind: Kind) -> None:
    tables = rules._KINDS[kind]
    usable = {entry.name for entry in entries(kind) if refused(kind, entry.name) is None}
    assert set(tables.OVERRIDES) <= usable


@pytest.mark.parametrize("kind", KINDS)
def test_every_default_passes_its_own_rule(kind: Kind) -> None:
    wrong = [
        f"{entry.name}.{argument.name}: {argument.default!r}"
        for entry in usable_entries(kind)
        for argument in entry.arguments
        if argument.default is not None and violates(kind, entry, argument)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("kind", "name", "argument", "value"),
    [
        ("layer", "Dense", "units", 0),
        ("layer", "Dense", "units", 1.5),
        ("layer", "Dense", "units", True),
        ("layer", "Dropout", "rate", 1.0),
        ("layer", "Dropout", "rate", -0.1),
        ("layer", "Conv2D", "kernel_size", [3]),
        ("layer", "Conv2D", "kernel_size", [3, 3, 3]),
        ("layer", "Conv2D", "kernel_size", [3, 0]),
        ("layer", "Conv2D", "padding", "causal"),
        ("layer", "AveragePooling1D", "padding", "causal"),
        ("layer", "Cropping2D", "cropping", [[1, 1], [1, 1], [1, 1]]),
        ("layer", "ZeroPadding2D", "padding", "same"),
        ("layer", "RandomContrast", "factor", 1.5),
        ("layer", "RandomPosterization", "factor", 0),
        ("layer", "RandomGaussianBlur", "kernel_size", 4),
        ("layer", "StringLookup", "vocabulary", "words.txt"),
        ("layer", "TextVectorization", "standardize", "upper"),
        ("layer", "Reshape", "target_shape", [0]),
        ("optimizer", "Adam", "learning_rate", 0.0),
        ("optimizer", "Adam", "learning_rate", -0.1),
        ("optimizer", "Adam", "beta_1", 1.0),
        ("optimizer", "SGD", "momentum", 1.1),
        ("optimizer", "SGD", "clipnorm", 0),
        ("optimizer", "SGD", "gradient_accumulation_steps", 1),
        ("schedule", "ExponentialDecay", "decay_steps", 0),
        ("loss", "Huber", "delta", 0),
        ("loss", "BinaryCrossentropy", "label_smoothing", 1.5),
        ("metric", "AUC", "curve", "roc"),
        ("metric", "F1Score", "threshold", 0.0),
        ("callback", "EarlyStopping", "mode", "maximize"),
        ("callback", "EarlyStopping", "patience", -1),
        ("callback", "ReduceLROnPlateau", "factor", 1.0),
        ("callback", "ModelCheckpoint", "filepath", "best.keras"),
        ("initializer", "GlorotUniform", "seed", 2**32),
        ("regularizer", "L2", "l2", -0.1),
        ("constraint", "MaxNorm", "max_value", 0),
    ],
)
def test_rules_are_tight(kind: Kind, name: str, argument: str, value: Any) -> None:
    assert not accepts(catalogue.rule(kind, name, argument), value)


def entries(kind: Kind) -> Iterator[Entry]:
    for name in catalogue.names(kind):
        entry = catalogue.entry(kind, name)
        assert entry is not None
        yield entry


def violates(kind: Kind, entry: Entry, argument: Argument) -> bool:
    rule = catalogue.rule(kind, entry.name, argument.name)
    return not isinstance(rule, Refused) and not accepts(rule, argument.default)


def usable_entries(kind: Kind) -> Iterator[Entry]:
    return (entry for entry in entries(kind) if refused(kind, entry.name) is None)


@singledispatch
def accepts(rule: Rule, value: Any) -> bool:
    """Tell whether a value in a spec follows a rule; nothing follows Refused."""
    return False


@accepts.register
def _(rule: Boolean, value: Any) -> bool:
    return isinstance(value, bool)


@accepts.register
def _(rule: Integer, value: Any) -> bool:
    return is_integer(value) and within(rule.minimum, value, rule.maximum)


@accepts.register
def _(rule: Number, value: Any) -> bool:
    return (
        (is_integer(value) or isinstance(value, float))
        and within(rule.minimum, value, rule.maximum)
        and (rule.above is None or value > rule.above)
        and (rule.below is None or value < rule.below)
    )


@accepts.register
def _(rule: Text | Name, value: Any) -> bool:
    return isinstance(value, str)


@accepts.register
def _(rule: Choice, value: Any) -> bool:
    return any(value == choice and type(value) is type(choice) for choice in rule.values)


@accepts.register
def _(rule: ListOf, value: Any) -> bool:
    if not isinstance(value, list) or not all(accepts(rule.item, item) for item in value):
        return False
    return len(value) == rule.length if rule.length else len(value) >= rule.minimum


@accepts.register
def _(rule: Object, value: Any) -> bool:
    return isinstance(value, str) and catalogue.entry(rule.kind, value) is not None


@accepts.register
def _(rule: AnyOf, value: Any) -> bool:
    return any(accepts(option, value) for option in rule.rules)


@accepts.register
def _(rule: Null, value: Any) -> bool:
    return value is None


def is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def within(low: float | None, value: float, high: float | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)
