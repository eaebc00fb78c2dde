from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasrun.analysis.receptive_field import ReceptiveField, receptive_fields
from kerasrun.analysis.walk import walk_layers
from kerasrun.builder.object import build_object
from tests.experiment import stack


def fields(folder: Path, shape: list[int], *layers: Any) -> list[ReceptiveField]:
    spec = stack(folder, list(layers), input_shape=shape)
    steps, issues = walk_layers(spec.model.placed_layers(), tuple(shape), spec.document)
    assert issues == []
    return receptive_fields(steps)


def influences(folder: Path, shape: list[int], *layers: Any) -> tuple[int, ...]:
    """Return the extent of the input that changes one output, the most of some, by gradients."""
    spec = stack(folder, list(layers), input_shape=shape)
    model = keras.Sequential(
        [keras.Input(shape), *(build_object(placed.layer) for placed in spec.model.placed_layers())]
    )
    # All weights positive: no influence cancels another.
    model.set_weights([np.abs(weight) + 0.1 for weight in model.get_weights()])
    sizes = model.output_shape[1:-1]
    places = [[size // 2 + offset for size in sizes] for offset in range(-2, 3)]
    extents = [_extent(model, shape, place) for place in places]
    return tuple(max(sides) for sides in zip(*extents, strict=True))


def _extent(model: keras.Sequential, shape: list[int], place: list[int]) -> list[int]:
    # A maximum passes the gradient to one value: the union over many inputs is what can influence it.
    inputs = tf.random.stateless_uniform([100, *shape], seed=[1, 2])
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        output = model(inputs)
        chosen = tf.reduce_sum(output[(slice(None), *place)])
    seen = np.abs(tape.gradient(chosen, inputs)).sum(axis=(0, -1)) > 0
    axes = range(seen.ndim)
    sides = [np.flatnonzero(seen.any(axis=tuple(axis for axis in axes if axis != kept))) for kept in axes]
    return [int(side[-1] - side[0] + 1) for side in sides]


def convolution(rank: int = 2, size: Any = 3, **more: Any) -> dict[str, Any]:
    return {f"Conv{rank}D": {"filters": 2, "kernel_size": size, **more}}


STACKS: list[tuple[list[int], list[Any]]] = [
    ([30, 30, 1], [convolution(), convolution()]),
    ([30, 30, 2], [convolution(), {"MaxPooling2D": 2}, convolution(padding="same")]),
    ([40, 40, 1], [convolution(strides=2), {"AveragePooling2D": [2, 3]}, convolution(size=[3, 1])]),
    ([40, 40, 1], [convolution(dilation_rate=[2, 3]), convolution(dilation_rate=4)]),
    ([40, 1], [convolution(1, padding="causal", dilation_rate=2), convolution(1, padding="causal")]),
    ([12, 12, 12, 1], [convolution(3, [1, 2, 3]), {"AveragePooling3D": 2}]),
    ([30, 30, 1], [{"DepthwiseConv2D": 3}, {"SeparableConv2D": {"filters": 2, "kernel_size": 5}}]),
    ([30, 30, 1], [{"MaxPooling2D": {"pool_size": 3, "strides": 2}}, "BatchNormalization", convolution()]),
    ([20, 20, 1], [convolution(), {"UpSampling2D": 2}, convolution()]),
    ([20, 20, 1], [convolution(), {"Conv2DTranspose": {"filters": 2, "kernel_size": 3, "strides": 2}}]),
    ([20, 20, 1], [{"Conv2DTranspose": {"filters": 2, "kernel_size": 4, "strides": 2}}, convolution()]),
    ([30, 30, 1], [{"ZeroPadding2D": 2}, convolution(), {"Cropping2D": 1}, {"Dense": 2}, convolution()]),
    ([30, 30, 1], [{"SpectralNormalization": {"layer": convolution()}}, convolution()]),
]


@pytest.mark.parametrize("case", range(len(STACKS)))
def test_the_gradients_of_keras_reach_as_far(case: int, tmp_path: Path) -> None:
    shape, layers = STACKS[case]
    assert fields(tmp_path, shape, *layers)[-1] == influences(tmp_path, shape, *layers)


def test_vgg16(tmp_path: Path) -> None:
    blocks = [[convolution(padding="same")] * count + [{"MaxPooling2D": 2}] for count in (2, 2, 3, 3, 3)]
    found = fields(tmp_path, [224, 224, 3], *(layer for block in blocks for layer in block))
    # In the paper's table the last pooling layer sees 212 places.
    assert found[-1] == (212, 212)


def test_everything_after_a_layer_that_looks_everywhere(tmp_path: Path) -> None:
    pooled = fields(tmp_path, [30, 30, 1], convolution(), "GlobalAveragePooling2D", {"Dense": 2})
    assert pooled == [(3, 3), "all", None]
    again = [convolution(1), {"LSTM": {"units": 2, "return_sequences": True}}, convolution(1)]
    assert fields(tmp_path, [30, 1], *again) == [(3,), None, "all"]
    grown = [{"Dense": 64}, {"Reshape": [8, 8, 1]}, convolution()]
    assert fields(tmp_path, [5], *grown)[-1] == "all"
    normalized = [convolution(), {"LayerNormalization": {"axis": [1, 2, 3]}}, convolution()]
    assert fields(tmp_path, [30, 30, 1], *normalized)[-1] == "all"


def test_what_makes_the_grid_comes_before_it(tmp_path: Path) -> None:
    image = [{"Resizing": {"height": 16, "width": 16}}, {"Rescaling": 0.1}, convolution(), convolution()]
    assert fields(tmp_path, [30, 30, 1], *image) == [None, None, (3, 3), (5, 5)]
    assert fields(tmp_path, [64], {"Reshape": [8, 8, 1]}, convolution())[-1] == (3, 3)


def test_a_grid_made_anew_is_not_known(tmp_path: Path) -> None:
    for layer in (
        {"Resizing": {"height": 16, "width": 16}},
        {"Permute": [2, 1, 3]},
        {"Reshape": [14, 56, 2]},
    ):
        assert fields(tmp_path, [30, 30, 1], convolution(), layer, convolution())[-1] is None
    flat = [convolution(), {"Reshape": [784, 2]}, convolution(1)]
    assert fields(tmp_path, [30, 30, 1], *flat)[-1] is None
    smooth = {"UpSampling2D": {"size": 2, "interpolation": "bilinear"}}
    assert fields(tmp_path, [30, 30, 1], convolution(), smooth, convolution())[-1] is None
    steps = {"TimeDistributed": {"layer": convolution()}}
    assert fields(tmp_path, [5, 9, 9, 1], steps, steps) == [(3, 3), (5, 5)]
    assert fields(tmp_path, [5, 9, 9, 1], steps, convolution(3)) == [(3, 3), None]
