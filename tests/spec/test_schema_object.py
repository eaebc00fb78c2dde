from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from kerasrun.catalogue.catalogue import Entry
from kerasrun.catalogue.rule import Kind
from kerasrun.spec.object import parse_object, usable_words
from kerasrun.spec.schema_object import object_definitions
from kerasrun.spec.source import SOURCES
from tests.sample import argument_sets, required_arguments, usable_entries, written
from tests.spec.conftest import Fits

CLASS_KINDS: tuple[Kind, ...] = tuple(kind for kind in get_args(Kind) if kind != "activation")
ODD: tuple[Any, ...] = (
    *(True, -1, 0, 7, 1.5, -0.5, "no such word", "relu", "3", "", None),
    *([], [1], [1, 2], [1.5, 2.5], ["a"], [None], {}, {"a": 1}, {"L2": 0.1}),
)


def parses(kind: Kind, value: Any) -> bool:
    try:
        parse_object(kind, value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("kind", CLASS_KINDS)
def test_every_value_that_a_rule_names_fits(kind: Kind, fits: Fits) -> None:
    objects = [
        {entry.name: {name: written(value) for name, value in arguments.items()}}
        for entry in usable_entries(kind)
        for arguments in argument_sets(entry)
    ]
    assert [value for value in objects if parses(kind, value) and not fits(value, kind)] == []
    assert len(objects) > 5


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_name_alone_fits_where_it_is_enough(kind: Kind, fits: Fits) -> None:
    assert [word for word in usable_words(kind) if fits(word, kind) != parses(kind, word)] == []
    assert not fits("no such word", kind)


def odd_objects(kind: Kind) -> Iterator[Any]:
    """Yield every object of a kind with odd values in turn for each of its arguments, and for all of them."""
    turn = count(len(kind))
    for entry in usable_entries(kind):
        required = written_arguments(entry)
        for argument in entry.arguments:
            yield {entry.name: {**required, argument.name: ODD[next(turn) % len(ODD)]}}
        yield {entry.name: ODD[next(turn) % len(ODD)]}


def written_arguments(entry: Entry) -> dict[str, Any]:
    return {name: written(value) for name, value in required_arguments(entry).items()}


def test_the_schema_is_never_stricter_than_the_parser_and_rarely_laxer(fits: Fits) -> None:
    stricter, refused, seen = [], 0, 0
    for kind in CLASS_KINDS:
        for value in odd_objects(kind):
            parsed, fitting = parses(kind, value), fits(value, kind)
            stricter += [value] if parsed and not fitting else []
            refused += not parsed
            seen += not parsed and not fitting
    assert stricter == []
    assert refused > 1000
    assert seen > 0.98 * refused


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("layer", {"Dropout": 0.5}, True),
        ("layer", {"Dropout": 1.5}, False),
        ("layer", {"Flatten": None}, True),
        ("layer", {"Dense": None}, False),
        # The second required argument is missing.
        ("layer", {"Conv2D": 32}, False),
        # A mapping is the arguments, never the first of them.
        ("layer", {"Bidirectional": {"LSTM": 2}}, False),
        ("layer", {"Bidirectional": {"layer": {"LSTM": 2}}}, True),
        ("layer", {"Dense": {"units": 2, "activation": {"relu": {}}}}, False),
        ("layer", {"Dense": 2, "Flatten": None}, False),
        ("layer", {}, False),
        ("layer", {"Lambda": {}}, False),
        ("layer", {"MaxPool2D": 2}, True),
        ("layer", "LSTMCell", False),
        ("layer", {"LSTMCell": 2}, True),
        ("stacked_layer", {"LSTMCell": 2}, False),
        ("stacked_layer", {"LSTM": 2}, True),
        ("loss", "mse", True),
        ("metric", "acc", False),
        ("schedule", "ExponentialDecay", False),
    ],
)
def test_the_forms(kind: str, value: Any, expected: bool, fits: Fits) -> None:
    assert fits(value, kind) is expected


def test_sources(fits: Fits) -> None:
    assert [name for name in SOURCES if f"source.{name}" not in dict(object_definitions())] == []
    assert fits("mnist", "source")
    assert fits({"npz": "a.npz"}, "source")
    assert fits({"imdb": 1000}, "source")
    assert not fits("npz", "source")
    assert not fits({"mnist": 3}, "source")


def test_hover_texts() -> None:
    dense = dict(object_definitions())["layer.Dense"]
    assert dense["title"] == "Dense"
    assert dense["description"] == "Just your regular densely-connected NN layer."
    assert dense["oneOf"][0]["properties"]["units"]["description"] == "An integer >= 1. Required."
