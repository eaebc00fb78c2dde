from __future__ import annotations

from typing import Any

import pytest

from kerasrun.analysis.lint.output import activation_of, find_output
from kerasrun.analysis.walk import walk_layers
from kerasrun.source.document import Document
from kerasrun.spec.model import PlacedLayer
from kerasrun.spec.object import parse_object

NOWHERE = Document("f", {}, {}, {}, {})


def end(*layers: Any) -> tuple[str, str, str, int | None] | None:
    placed = [
        PlacedLayer(parse_object("layer", layer), ("layers", i), None) for i, layer in enumerate(layers)
    ]
    steps, issues = walk_layers(placed, (4,), NOWHERE)
    assert issues == []
    output = find_output(steps)
    if output is None:
        return None
    names = output.layer.placed.layer.name, output.activation, output.place.placed.layer.name
    return *names, output.width


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ([{"Dense": 3}], ("Dense", "linear", "Dense", 3)),
        ([{"Dense": {"units": 3, "activation": "softmax"}}], ("Dense", "softmax", "Dense", 3)),
        ([{"Dense": 3}, "Softmax"], ("Dense", "softmax", "Softmax", 3)),
        ([{"Dense": 3}, {"Activation": "sigmoid"}, {"Dropout": 0.1}], ("Dense", "sigmoid", "Activation", 3)),
        ([{"Dense": {"units": 3, "activation": "relu"}}, {"Dense": 1}], ("Dense", "linear", "Dense", 1)),
        ([{"Dense": 6}, "PReLU", {"Reshape": [2, 3]}], ("Dense", "prelu", "PReLU", 3)),
    ],
)
def test_the_end_of_a_stack(layers: list[Any], expected: tuple[str, str, str, int]) -> None:
    assert end(*layers) == expected


def test_without_weights_there_is_none() -> None:
    assert end("Flatten", "Softmax") is None


def test_the_activation_of_a_layer() -> None:
    assert activation_of(parse_object("layer", "LeakyReLU")) == "leaky_relu"
    assert activation_of(parse_object("layer", {"LSTM": 2})) == "tanh"
    assert activation_of(parse_object("layer", "Flatten")) == "linear"
    assert activation_of(parse_object("layer", {"ReLU": {"negative_slope": 0.1}})) == "leaky_relu"


def test_a_wrapper_has_the_activation_of_the_layer_inside() -> None:
    dense = {"Dense": {"units": 3, "activation": "softmax"}}
    assert activation_of(parse_object("layer", {"TimeDistributed": {"layer": dense}})) == "softmax"
    assert activation_of(parse_object("layer", {"Bidirectional": {"layer": {"LSTM": 2}}})) == "tanh"
    assert activation_of(parse_object("layer", {"RNN": {"cell": {"GRUCell": 2}}})) == "tanh"
