from __future__ import annotations

import keras
import pytest

from kerasrun.job.structure import describe_structure

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
    structure = describe_structure(model)
    assert structure.parameters == model.count_params()
    trainable = sum(int(keras.ops.size(weight)) for weight in model.trainable_weights)
    assert structure.trainable_parameters == trainable
    for mine, layer in zip(structure.layers, model.layers, strict=True):
        assert mine.parameters == layer.count_params()
        assert mine.output_shape == layer.output.shape
    assert structure.layers[0].name == "first"
    assert structure.layers[0].type == "Conv2D"
    assert (structure.name, structure.input_shape, structure.output_shape) == (
        "m",
        (None, 8, 8, 3),
        (None, 2),
    )


def test_what_keras_does_not_tell_is_left_open(model):
    structure = describe_structure(model)
    assert (structure.flops, structure.memory, structure.layers[0].line) == (None, None, None)
