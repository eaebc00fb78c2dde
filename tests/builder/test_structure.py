from __future__ import annotations

import keras
import pytest

from kerasrun.builder.structure import describe_structure

L = keras.layers


@pytest.fixture(scope="module")
def model():
    layers = [
        keras.Input((8, 8, 3)),
        L.Conv2D(4, 3, name="first"),
        L.BatchNormalization(),
        L.Dropout(0.5),
        L.Flatten(),
        L.Dense(2, trainable=False),
    ]
    return keras.Sequential(layers, name="m")


def test_numbers_are_those_of_keras(model):
    structure = describe_structure(model, [3, 4, 5, None, 9])
    assert structure.parameters == model.count_params()
    trainable = sum(int(keras.ops.size(weight)) for weight in model.trainable_weights)
    assert structure.trainable_parameters == trainable
    for mine, layer in zip(structure.layers, model.layers, strict=True):
        assert mine.parameters == layer.count_params()
        assert mine.output_shape == layer.output.shape
    assert [layer.line for layer in structure.layers] == [3, 4, 5, None, 9]
    assert structure.layers[0].name == "first"
    assert structure.layers[0].type == "Conv2D"


def test_json_has_lists_and_null_for_the_batch_axis(model):
    value = describe_structure(model).as_json()
    assert value["input_shape"] == [None, 8, 8, 3]
    assert value["output_shape"] == [None, 2]
    assert value["layers"][0] == {
        "index": 0,
        "name": "first",
        "type": "Conv2D",
        "line": None,
        "output_shape": [None, 6, 6, 4],
        "parameters": 112,
        "trainable_parameters": 112,
    }
    assert value["parameters"] == model.count_params()
