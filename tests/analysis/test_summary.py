from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import keras
import pytest

from kerasrun.analysis.analyse import analyse
from kerasrun.analysis.structure import Structure
from kerasrun.analysis.summary import describe_stack
from kerasrun.builder.model import build_model
from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.training.runtime import reset_keras
from tests.experiment import stack


def describe(spec: ExperimentSpec, **options: Any) -> Structure:
    return describe_stack(spec, analyse(spec, None, None), **options)


CONVOLUTION = {"SeparableConv2D": {"filters": 4, "kernel_size": 3}}
STACKS: list[tuple[list[int], list[Any]]] = [
    (
        [16, 16, 3],
        [
            {"Conv2D": {"filters": 4, "kernel_size": 3, "name": "first"}},
            {"repeat": {"times": 2, "layers": [CONVOLUTION, "BatchNormalization"]}},
            {"repeat": {"times": 2, "layers": [{"Conv2D": {"filters": 4, "kernel_size": 3, "name": "a"}}]}},
            {"MaxPooling2D": 2},
            "Flatten",
            {"Dense": {"units": 3, "trainable": False}},
        ],
    ),
    ([9, 4], [{"Bidirectional": {"layer": {"LSTM": 3}}}, {"Dense": 5}, {"Dense": 2}]),
]  # fmt: skip


@pytest.mark.parametrize("case", range(len(STACKS)))
@pytest.mark.parametrize("batch_size", [None, 8])
def test_names_shapes_and_parameters_are_those_of_keras(
    case: int, batch_size: int | None, tmp_path: Path
) -> None:
    shape, layers = STACKS[case]
    spec = stack(tmp_path, layers, input_shape=shape, batch_size=batch_size)
    reset_keras(seed=0, precision="float32")
    placed = list(spec.model.placed_layers())
    model = build_model(
        placed, name="m", input_shape=shape, dtype="float32", batch_size=batch_size, document=spec.document
    )
    mine = describe(spec)
    assert mine.input_shape == model.input_shape
    assert mine.output_shape == model.output_shape
    for layer, real in zip(mine.layers, model.layers, strict=True):
        assert (layer.name, layer.type, layer.output_shape) == (
            real.name,
            type(real).__name__,
            real.output.shape,
        )
        assert layer.parameters == real.count_params()
        trainable = sum(math.prod(weight.shape) for weight in real.trainable_weights)
        assert layer.trainable_parameters == trainable
    keras.backend.clear_session()


def test_lines_and_rounds(tmp_path: Path) -> None:
    inner = {"repeat": {"times": 2, "layers": [{"Dense": 2}]}}
    spec = stack(tmp_path, [{"repeat": {"times": 2, "layers": [inner, {"Dense": 3}]}}], input_shape=[4])
    layers = describe(spec).layers
    assert [layer.round for layer in layers] == [1, 2, 1, 3, 4, 2]
    lines = [layer.line for layer in layers]
    assert lines[0] == lines[1] == lines[3] != lines[2] == lines[5]


def test_the_numbers_of_a_layer(tmp_path: Path) -> None:
    convolution = {"Conv2D": {"filters": 4, "kernel_size": 3, "activation": "relu"}}
    spec = stack(tmp_path, [convolution, "Flatten"], input_shape=[8, 8, 3])
    first = describe(spec).layers[0]
    assert first.flops == 2 * 3 * 3 * 3 * 4 * 6 * 6
    assert first.activation_bytes == 4 * 6 * 6 * 4
    assert first.training_bytes == 4 * 112 + 32 * first.activation_bytes
    assert first.receptive_field == (3, 3)
    assert first.sentence.startswith("Slides 4 kernels of 3x3")
    assert [working.name for working in first.workings] == ["height", "width", "parameters", "FLOPs"]


def test_the_batch_size_of_the_memory(tmp_path: Path) -> None:
    spec = stack(tmp_path, [{"Dense": 4}], input_shape=[8])
    own, large = describe(spec), describe(spec, batch_size=1000)
    assert own.memory
    assert large.memory
    assert (own.batch_size, large.batch_size) == (32, 1000)
    assert 32 * large.memory.activations == 1000 * own.memory.activations
    assert large.memory.parameters == own.memory.parameters
    fixed = stack(tmp_path, [{"Dense": 4}], input_shape=[8], batch_size=5)
    assert describe(fixed).batch_size == 5


def test_what_a_free_axis_leaves_open(tmp_path: Path) -> None:
    layers = [
        {"TextVectorization": {"vocabulary": ["a", "b"]}},
        {"Embedding": {"input_dim": 9, "output_dim": 2}},
        {"LSTM": 3},
    ]
    spec = stack(tmp_path, layers, input_shape=[1], dtype="string")
    structure = describe(spec)
    assert structure.layers[1].output_shape == (None, None, 2)
    assert structure.layers[1].activation_bytes is None
    assert (structure.layers[2].flops, structure.flops) == (None, None)
