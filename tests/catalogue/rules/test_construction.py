from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import singledispatch
from typing import Any, get_args

import keras
import pytest

from kerasrun.catalogue import catalogue
from kerasrun.catalogue.catalogue import Entry
from kerasrun.catalogue.refused import refused, refused_in_stack
from kerasrun.catalogue.rule import (
    AnyOf,
    Boolean,
    Choice,
    Integer,
    Kind,
    ListOf,
    MappingOf,
    Name,
    Number,
    Object,
    Refused,
    Rule,
    Text,
)

MODULES = {
    "layer": keras.layers,
    "optimizer": keras.optimizers,
    "schedule": keras.optimizers.schedules,
    "loss": keras.losses,
    "metric": keras.metrics,
    "callback": keras.callbacks,
    "initializer": keras.initializers,
    "regularizer": keras.regularizers,
    "constraint": keras.constraints,
}
CLASS_KINDS: tuple[Kind, ...] = tuple(kind for kind in get_args(Kind) if kind in MODULES)

OBJECTS: dict[Kind, Any] = {
    "activation": lambda: "relu",
    "initializer": keras.initializers.Zeros,
    "regularizer": keras.regularizers.L2,
    "constraint": keras.constraints.MaxNorm,
    "schedule": lambda: keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9),
    "optimizer": keras.optimizers.SGD,
    "layer": lambda: keras.layers.Dense(1),
}

# What an argument's rule cannot know: which inner layer, how many items, what a formula looks like.
SAMPLES: dict[tuple[str, str], list[Any]] = {
    ("Bidirectional", "layer"): ["LSTM"],
    ("Bidirectional", "backward_layer"): ["backward LSTM"],
    ("EinsumDense", "equation"): ["ab,bc->ac"],
    ("EinsumDense", "bias_axes"): ["c"],
    ("IoU", "target_class_ids"): [[0]],
    ("OneHotIoU", "target_class_ids"): [[0]],
    ("Permute", "dims"): [[1, 2], [2, 1]],
    ("PiecewiseConstantDecay", "boundaries"): [[10]],
    ("PiecewiseConstantDecay", "values"): [[0.1, 0.01]],
    ("RNN", "cell"): ["cell", ["cell", "cell"]],
    ("StackedRNNCells", "cells"): [["cell", "cell"]],
}
# What Keras wants beside an argument or one of its values.
PARTNERS: dict[str, dict[str, Any]] = {
    "groups": {"filters": 2},
    "idf_weights": {"output_mode": "tf_idf", "vocabulary": ["7"]},
    "mean": {"variance": 1.0},
    "num_labels": {"multi_label": True},
    "output_padding": {"strides": 2},
    "pad_to_max_tokens": {"max_tokens": 3},
    "save_weights_only": {"filepath": "best.weights.h5"},
    "salt": {"oov_method": "farmhash"},
    "sparse": {"output_mode": "multi_hot"},
    "variance": {"mean": 0.0},
}
INNER = {
    "LSTM": lambda: keras.layers.LSTM(2),
    "backward LSTM": lambda: keras.layers.LSTM(2, go_backwards=True),
    "cell": lambda: keras.layers.SimpleRNNCell(2),
}
INPUTS: list[tuple[tuple[int, ...], str]] = [
    ((8,), "float32"),
    ((8, 4), "float32"),
    ((8, 8, 3), "float32"),
    ((8, 8, 8, 3), "float32"),
    ((4, 8, 8, 8, 3), "float32"),
    ((1,), "string"),
    ((4000,), "float32"),
]
FILLED_BY_RUN = {"filepath": "best.keras", "filename": "history.csv", "log_dir": "logs"}


@pytest.mark.parametrize("kind", CLASS_KINDS)
def test_keras_takes_every_value_that_a_rule_names(kind: Kind) -> None:
    failures = []
    for entry in usable_entries(kind):
        for arguments in argument_sets(entry):
            try:
                construct(entry, arguments)
            except Exception as error:
                failures.append(f"{entry.name}({arguments}): {error}")
    assert failures == []


def test_activity_regularizer_works_where_it_is_not_refused() -> None:
    ignored = []
    for entry in usable_entries("layer"):
        if entry.argument("activity_regularizer") is None:
            continue
        penalty = keras.regularizers.L2(0.5)
        layer = construct(entry, {**required_arguments(entry), "activity_regularizer": penalty})
        if layer.activity_regularizer is not penalty:
            ignored.append(entry.name)
    expected = [
        entry.name
        for entry in usable_entries("layer")
        if isinstance(rule_of(entry, "activity_regularizer"), Refused)
    ]
    assert ignored == expected


def test_every_layer_a_spec_may_use_fits_into_a_sequential_model() -> None:
    homeless = [
        entry.name
        for entry in usable_entries("layer")
        if refused_in_stack(entry.name) is None and not fits_sequential(entry)
    ]
    assert homeless == []


@pytest.mark.parametrize("name", ["GRUCell", "LSTMCell", "SimpleRNNCell", "StackedRNNCells"])
def test_layers_refused_in_the_stack_do_not_fit(name: str) -> None:
    entry = catalogue.entry("layer", name)
    assert entry is not None
    assert not fits_sequential(entry)
    assert "write `" in (refused_in_stack(name) or "")


def usable_entries(kind: Kind) -> Iterator[Entry]:
    for name in catalogue.names(kind):
        entry = catalogue.entry(kind, name)
        if entry is not None and refused(kind, name) is None:
            yield entry


def fits_sequential(entry: Entry) -> bool:
    for shape, dtype in INPUTS:
        layer = construct(entry, required_arguments(entry))
        try:
            model = keras.Sequential([keras.Input(shape, dtype=dtype), layer])
        except Exception:
            continue
        return model.output_shape is not None
    return False


def rule_of(entry: Entry, argument: str) -> Rule | None:
    found = entry.argument(argument)
    return catalogue.rule(entry.kind, entry.name, argument) if found else None


def construct(entry: Entry, arguments: Mapping[str, Any]) -> Any:
    filled = {
        argument.name: FILLED_BY_RUN[argument.name] for argument in entry.arguments if argument.from_run
    }
    cls = getattr(MODULES[entry.kind], entry.name)
    # Keras compares metrics' thresholds with numbers unless they are a list, and wants tuples elsewhere.
    sequence = list if entry.kind == "metric" else tuple
    return cls(**{name: realize(value, sequence) for name, value in {**filled, **arguments}.items()})


def realize(value: Any, sequence: type[list[Any]] | type[tuple[Any, ...]]) -> Any:
    if isinstance(value, Object):
        return OBJECTS[value.kind]()
    if isinstance(value, list):
        return sequence(realize(item, sequence) for item in value)
    if isinstance(value, str) and value in INNER:
        return INNER[value]()
    return value


def argument_sets(entry: Entry) -> Iterator[dict[str, Any]]:
    required = required_arguments(entry)
    yield required
    for argument in entry.arguments:
        rule = catalogue.rule(entry.kind, entry.name, argument.name)
        for value in SAMPLES.get((entry.name, argument.name), list(samples(rule))):
            yield {**required, **partners(entry, argument.name, value), argument.name: value}


def partners(entry: Entry, argument: str, value: Any) -> dict[str, Any]:
    if entry.name == "Discretization" and argument == "bin_boundaries":
        return {"num_bins": None}
    if entry.name == "Hashing" and argument == "dtype" and "float" in value:
        return {"output_mode": "one_hot"}
    if argument == "save_weights_only" and not value:
        return {}
    if entry.name in ("Normalization", "Rescaling") and isinstance(value, list):
        return {name: [number] for name, number in PARTNERS.get(argument, {}).items()}
    wanted = PARTNERS.get(argument, {})
    return {name: item for name, item in wanted.items() if entry.argument(name)}


def required_arguments(entry: Entry) -> dict[str, Any]:
    either = {"num_bins": 2} if entry.name == "Discretization" else {}
    return either | {
        argument.name: SAMPLES.get(
            (entry.name, argument.name), list(samples(catalogue.rule(entry.kind, entry.name, argument.name)))
        )[0]
        for argument in entry.arguments
        if argument.required
    }


@singledispatch
def samples(rule: Rule) -> Iterator[Any]:
    """Yield the simplest values that a rule names; nothing for Null and Refused."""
    yield from ()


@samples.register
def _(rule: Boolean) -> Iterator[Any]:
    yield from (False, True)


@samples.register
def _(rule: Integer) -> Iterator[Any]:
    low = 1 if rule.minimum is None else rule.minimum
    yield from (low, low + 1)


@samples.register
def _(rule: Text | Name) -> Iterator[Any]:
    yield "word"


@samples.register
def _(rule: Choice) -> Iterator[Any]:
    yield from rule.values


@samples.register
def _(rule: ListOf) -> Iterator[Any]:
    length = rule.length or max(rule.minimum, 1)
    yield from ([item] * length for item in samples(rule.item))


@samples.register
def _(rule: MappingOf) -> Iterator[Any]:
    yield {key: value for key in samples(rule.key) for value in samples(rule.value)}


@samples.register
def _(rule: Object) -> Iterator[Any]:
    yield rule


@samples.register
def _(rule: AnyOf) -> Iterator[Any]:
    for option in rule.rules:
        yield from samples(option)


@samples.register
def _(rule: Number) -> Iterator[Any]:
    low = rule.minimum if rule.minimum is not None else rule.above
    high = rule.maximum if rule.maximum is not None else rule.below
    if rule.minimum is not None:
        yield float(rule.minimum)
    if rule.maximum is not None:
        yield float(rule.maximum)
    if low is not None and high is not None:
        yield (low + high) / 2
    elif low is not None:
        yield low + 0.5
    else:
        yield (high or 0.0) - 0.5
