from __future__ import annotations

import json

import pytest

from kerasrun.analysis.memory import Memory
from kerasrun.analysis.structure import LayerStructure, Structure
from kerasrun.analysis.working import Working


def layer(parameters: int, flops: int | None = 0, index: int = 0) -> LayerStructure:
    return LayerStructure(index, "dense", "Dense", 3, (None, 2), parameters, parameters // 2, flops)


def structure(*layers: LayerStructure) -> Structure:
    return Structure("m", (None, 4), (None, 2), layers)


def test_totals() -> None:
    model = structure(layer(10, 7), layer(6, 2))
    assert (model.parameters, model.trainable_parameters, model.flops) == (16, 8, 9)
    assert structure(layer(10, 7), layer(6, None)).flops is None


@pytest.mark.parametrize(
    ("parameters", "index"), [([5, 6], 1), ([6, 6], None), ([0, 0], None), ([7], None), ([0, 9, 0], 1)]
)
def test_the_layer_with_more_than_half_of_the_parameters(parameters: list[int], index: int | None) -> None:
    heaviest = structure(*(layer(count, index=i) for i, count in enumerate(parameters))).heaviest
    assert (heaviest and heaviest.index) == index


def test_json() -> None:
    first = LayerStructure(
        0, "conv2d", "Conv2D", None, (None, 6, 6, 4), 112, 112, receptive_field=(3, 3),
        workings=(Working("height", "8 - 3 + 1 = 6"),),
    )  # fmt: skip
    value = json.loads(json.dumps(structure(first).as_json()))
    assert value["input_shape"] == [None, 4]
    assert (value["flops"], value["memory"], value["batch_size"]) == (None, None, None)
    assert value["layers"] == [
        {
            "index": 0,
            "name": "conv2d",
            "type": "Conv2D",
            "line": None,
            "output_shape": [None, 6, 6, 4],
            "parameters": 112,
            "trainable_parameters": 112,
            "flops": None,
            "activation_bytes": None,
            "training_bytes": None,
            "receptive_field": [3, 3],
            "round": 1,
            "sentence": "",
            "workings": [{"name": "height", "formula": "8 - 3 + 1 = 6"}],
        }
    ]


def test_json_of_the_memory() -> None:
    memory = Memory(1, 2, 3, 4, buffers=5, data=6, framework=1000)
    value = Structure("m", (None, 4), (None, 2), (layer(1),), 32, memory).as_json()
    assert value["batch_size"] == 32
    assert value["memory"] == {
        "parameters": 1,
        "gradients": 2,
        "optimizer": 3,
        "activations": 4,
        "buffers": 5,
        "data": 6,
        "framework": 1000,
        "total": 1021,
        "low": memory.low,
        "high": memory.high,
    }
