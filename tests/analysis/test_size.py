from __future__ import annotations

from typing import Any

import keras
import pytest

from kerasrun.analysis.size import check_size, count_weights, memory_bytes
from kerasrun.analysis.walk import Step, walk_layers
from kerasrun.builder.object import build_object
from kerasrun.source.reader import parse_document
from kerasrun.spec.model import ModelSpec, PlacedLayer
from kerasrun.spec.object import parse_object


@pytest.mark.parametrize(
    ("name", "arguments", "shape"),
    [
        ("Dense", {"units": 7}, (5,)),
        ("Dense", {"units": 7}, (3, 5)),
        ("Conv1D", {"filters": 6, "kernel_size": 3}, (9, 4)),
        ("Conv2D", {"filters": 6, "kernel_size": [3, 2], "groups": 2}, (9, 9, 4)),
        ("Conv3D", {"filters": 6, "kernel_size": 2}, (4, 4, 4, 3)),
        ("Embedding", {"input_dim": 20, "output_dim": 3}, (5,)),
        ("LSTM", {"units": 7}, (3, 5)),
        ("GRU", {"units": 7, "reset_after": False}, (3, 5)),
        ("SimpleRNN", {"units": 7}, (3, 5)),
        ("Flatten", {}, (3, 5)),
    ],
)
def test_the_weights_keras_makes(name: str, arguments: dict[str, Any], shape: tuple[int, ...]) -> None:
    layer = PlacedLayer(parse_object("layer", {name: arguments}), ("layers", 0), None)
    real = build_object(layer.layer)
    real(keras.Input(shape))
    assert count_weights(Step(layer, shape, None)) == real.count_params()


def test_convolutions_that_take_the_channels_first() -> None:
    arguments = {"filters": 6, "kernel_size": 3, "data_format": "channels_first"}
    layer = PlacedLayer(parse_object("layer", {"Conv2D": arguments}), ("layers", 0), None)
    assert count_weights(Step(layer, (4, 90, 80), None)) == 3 * 3 * 4 * 6 + 6


def test_an_unknown_input_counts_nothing() -> None:
    layer = PlacedLayer(parse_object("layer", {"Dense": 7}), ("layers", 0), None)
    assert count_weights(Step(layer, None, None)) == 0
    assert count_weights(Step(layer, (None,), None)) == 0


def test_the_largest_layer_is_named() -> None:
    document = parse_document("model:\n  layers:\n    - Dense: 100\n    - Dense: 1000\n", "f")
    spec = ModelSpec.model_validate(document.data["model"])
    steps, _ = walk_layers(spec.placed_layers(), (10,), document)
    weights = 11 * 100 + 101 * 1000
    assert check_size(steps, document, memory=10 * weights) == []
    (issue,) = check_size(steps, document, memory=9 * weights)
    assert (issue.code, str(issue.mark), issue.path) == ("KR202", "f:4:7", ("model", "layers", 1, "Dense"))


def test_memory_is_that_of_a_machine() -> None:
    assert 2**28 < memory_bytes() < 2**50
