from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import pytest
import tensorflow as tf

from kerasrun.builder.model import build_model
from kerasrun.errors import BuildError, KerasrunError, OutOfMemory
from kerasrun.spec.experiment import ExperimentSpec
from tests.experiment import stack


def build(spec: ExperimentSpec, **more: Any) -> Any:
    shape = spec.model.input_shape
    assert shape is not None
    placed = list(spec.model.placed_layers())
    return build_model(placed, **{"name": spec.name, "input_shape": shape, "document": spec.document, **more})


def test_stack_is_built(tmp_path):
    layers = [{"Dense": {"units": 8, "name": "first"}}, {"Dropout": 0.5}, {"Dense": 2}]
    model = build(stack(tmp_path, layers, input_shape=[4]))
    assert [type(layer).__name__ for layer in model.layers] == ["Dense", "Dropout", "Dense"]
    assert model.layers[0].name == "first"
    assert model.name == "stack"
    assert model.output_shape == (None, 2)
    assert not model.compiled


def test_repeats_are_written_out_with_names_of_their_own(tmp_path):
    block = {"repeat": {"times": 2, "layers": [{"Dense": {"units": 3, "name": "block"}}]}}
    model = build(stack(tmp_path, [block], input_shape=[4]))
    assert [layer.name for layer in model.layers] == ["block_1", "block_2"]
    assert model.count_params() == 4 * 3 + 3 + 3 * 3 + 3


def test_batch_size_and_dtype_are_the_inputs(tmp_path):
    spec = stack(tmp_path, [{"Embedding": {"input_dim": 10, "output_dim": 2}}], input_shape=[5])
    model = build(spec, batch_size=3, dtype="int32")
    assert model.input_shape == (3, 5)
    assert model.inputs[0].dtype == "int32"


@pytest.mark.parametrize("name", ["-dash", "_line", ".dot", "1st"])
def test_name_that_tensorflow_takes_for_no_scope(tmp_path, name):
    model = build(stack(tmp_path, [{"Dense": 1}], input_shape=[4]), name=name)
    assert model.name[0].isalnum()


def line_of(error: KerasrunError, file: Path) -> str:
    assert error.mark is not None
    assert error.mark.file == str(file)
    return file.read_text("utf-8").splitlines()[error.mark.line - 1]


def test_layer_that_keras_refuses_is_named_with_its_line(tmp_path):
    layers: list[Any] = [{"Conv2D": {"filters": 2, "kernel_size": 3}}, {"MaxPooling2D": 4}, {"LSTM": 2}]
    spec = stack(tmp_path, layers, input_shape=[8, 8, 1])
    with pytest.raises(BuildError, match="Keras refuses this LSTM: .*ndim") as caught:
        build(spec)
    assert "LSTM" in line_of(caught.value, tmp_path / "stack.yaml")
    assert "\x1b" not in caught.value.message


def test_argument_that_keras_refuses_is_named_with_its_line(tmp_path):
    layers = ["Flatten", {"Conv1D": {"filters": 3, "kernel_size": 1, "groups": 2}}]
    with pytest.raises(BuildError, match="Keras refuses this Conv1D") as caught:
        build(stack(tmp_path, layers, input_shape=[4]))
    assert "Conv1D" in line_of(caught.value, tmp_path / "stack.yaml")


def test_layer_inside_a_repeat_is_named_with_its_line(tmp_path):
    block = {"repeat": {"times": 3, "layers": [{"MaxPooling1D": 2}]}}
    with pytest.raises(BuildError, match="Keras refuses this MaxPooling1D") as caught:
        build(stack(tmp_path, [block], input_shape=[4, 1]))
    assert "MaxPooling1D" in line_of(caught.value, tmp_path / "stack.yaml")


def test_weights_that_no_memory_holds(tmp_path, monkeypatch):
    def allocate(*_: Any) -> Any:
        raise tf.errors.ResourceExhaustedError(None, None, "failed to allocate memory")

    monkeypatch.setattr(keras.layers.Dense, "build", allocate)
    spec = stack(tmp_path, ["Flatten", {"Dense": 2}], input_shape=[4])
    with pytest.raises(OutOfMemory, match="the memory does not hold this Dense") as caught:
        build(spec)
    assert "Dense" in line_of(caught.value, tmp_path / "stack.yaml")
