"""Arguments that each catalogue entry takes, made from its rules: for tests that build every object."""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from kerasrun.catalogue import catalogue
from kerasrun.catalogue.catalogue import Entry
from kerasrun.catalogue.refused import refused
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
    Rule,
    Text,
)

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
# The samples of nested objects in the object form.
NESTED: dict[str, Any] = {
    "activation": "relu",
    "initializer": "Zeros",
    "regularizer": {"L2": 0.1},
    "constraint": {"MaxNorm": 2.0},
    "schedule": {"ExponentialDecay": {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.9}},
    "optimizer": "SGD",
    "layer": {"Dense": 1},
}
INNER = {
    "LSTM": {"LSTM": 2},
    "backward LSTM": {"LSTM": {"units": 2, "go_backwards": True}},
    "cell": {"SimpleRNNCell": 2},
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


def usable_entries(kind: Kind) -> Iterator[Entry]:
    for name in catalogue.names(kind):
        entry = catalogue.entry(kind, name)
        if entry is not None and refused(kind, name) is None:
            yield entry


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
    if entry.name == "IntegerLookup" and argument == "idf_weights":
        return {"output_mode": "tf_idf", "vocabulary": [7]}
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


def written(value: Any) -> Any:
    """Return a sample as a spec has it."""
    if isinstance(value, Object):
        return NESTED[value.kind]
    if isinstance(value, list):
        return [written(item) for item in value]
    return INNER.get(value, value) if isinstance(value, str) else value


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
