from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.errors import Mark
from kerasrun.training.culprit import Culprit, find_culprit
from kerasrun.training.place import Place, Places
from kerasrun.training.tensors import load_tensors

L, ops = keras.layers, keras.ops
MARK = Mark("s.yaml", 9, 7)
INPUTS = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")
TARGETS = np.ones((4, 1), "float32")


def model_of(*layers: Any, loss: Any = "mse", optimizer: Any = "sgd") -> keras.Sequential:
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((3,)), *layers])
    model.compile(optimizer, loss)
    model.optimizer.build(model.trainable_variables)
    return model


def culprit(model: keras.Sequential, inputs: Any = INPUTS, targets: Any = TARGETS) -> Culprit | None:
    layers = [Place("layer", f"model.layers[{index}]", MARK) for index in range(len(model.layers))]
    places = Places(layers=layers, loss=Place("loss", "compile.loss", MARK))
    return find_culprit(model, load_tensors(inputs, targets).parts, places)


def found(model: keras.Sequential, inputs: Any = INPUTS, targets: Any = TARGETS) -> Culprit:
    result = culprit(model, inputs, targets)
    assert result is not None
    return result


def test_a_healthy_step_has_none() -> None:
    model = model_of(L.Dense(4, activation="relu"), L.BatchNormalization(), L.Dropout(0.5), L.Dense(1))
    assert culprit(model) is None


def test_masked_sequences_pass_as_in_training() -> None:
    keras.utils.set_random_seed(0)
    layers = [L.Embedding(5, 4, mask_zero=True), L.LSTM(3), L.Dense(1)]
    model = keras.Sequential([keras.Input((6,), dtype="int32"), *layers])
    model.compile("sgd", "mse")
    model.optimizer.build(model.trainable_variables)
    assert culprit(model, np.array([[1, 2, 0, 0, 0, 0]] * 4, "int32")) is None


def test_inputs_that_are_not_finite() -> None:
    inputs = INPUTS.copy()
    inputs[2, 1] = np.inf
    result = found(model_of(L.Dense(1)), inputs)
    assert (result.what, result.rows) == ("the inputs", (2,))


def test_targets_that_are_not_finite() -> None:
    result = found(model_of(L.Dense(1)), targets=np.array([[0], [1], [np.nan], [np.inf]], "float32"))
    assert (result.what, result.rows, result.part) == ("the targets", (2, 3), "targets")


def test_weights_that_exploded() -> None:
    model = model_of(L.Dense(2), L.Dense(2), L.Dense(1))
    model.layers[1].kernel.assign(np.full((2, 2), 2e38, "float32"))
    model.layers[1].bias.assign(np.full(2, 3e38, "float32"))
    result = found(model, np.ones((4, 3), "float32") * 5)
    assert result.what == "the output of model.layers[1]"
    assert result.mark == MARK
    assert "its weights grew to 3e+38: take a smaller learning rate, such as 0.001" in result.hint


def test_inputs_that_are_not_scaled() -> None:
    inputs = INPUTS.copy()
    inputs[3] = 3e38
    model = model_of(L.Dense(2, kernel_initializer="ones"), L.Dense(1))
    result = found(model, inputs)
    assert (result.what, result.rows) == ("the output of model.layers[0]", (3,))
    assert "it receives values up to 3e+38: scale the inputs" in result.hint


@pytest.fixture
def half() -> Iterator[None]:
    keras.config.set_dtype_policy("mixed_float16")
    yield
    keras.config.set_dtype_policy("float32")


@pytest.mark.usefixtures("half")
def test_what_float16_cannot_hold() -> None:
    model = model_of(L.Dense(2, kernel_initializer="ones"), L.Dense(1, dtype="float32"))
    result = found(model, INPUTS * 0 + 40000)
    assert result.what == "the output of model.layers[0]"
    assert "runtime.precision: mixed_bfloat16" in result.hint


def test_the_log_of_zero_in_a_loss() -> None:
    model = model_of(
        L.Dense(1, activation="relu", kernel_initializer="zeros"), loss=lambda y, p: -y * ops.log(p)
    )
    targets = np.array([[0.0], [1.0], [1.0], [1.0]], "float32")
    model.layers[0].bias.assign([0.0])
    result = found(model, targets=targets)
    assert (result.what, result.mark) == ("the loss, compile.loss", MARK)
    assert result.rows == (0, 1, 2, 3)
    assert "the log or the division of 0" in result.hint


def test_rows_whose_loss_fails() -> None:
    model = model_of(L.Dense(1, kernel_initializer="zeros"), loss=lambda y, p: ops.log(y) * p)
    result = found(model, targets=np.array([[1.0], [-1.0], [1.0], [-2.0]], "float32"))
    assert result.rows == (1, 3)


def test_targets_that_are_not_scaled() -> None:
    result = found(model_of(L.Dense(1)), targets=TARGETS * 1e30)
    assert "the targets reach 1e+30: scale them" in result.hint


def test_a_penalty_that_grew() -> None:
    model = model_of(L.Dense(1, kernel_regularizer="l2"))
    model.layers[0].kernel.assign(np.full((3, 1), 1e20, "float32"))
    result = found(model, INPUTS * 0)
    assert result.what.startswith("a penalty that the layers add")


def test_a_slope_that_is_not_finite() -> None:
    # The prediction equals the target: the slope of sqrt is infinite there, its value is 0.
    model = model_of(
        L.Dense(2),
        L.Dense(1, kernel_initializer="zeros", bias_initializer="ones"),
        loss=lambda y, p: ops.mean(ops.sqrt(ops.square(p - y))),
    )
    result = found(model)
    assert result.what == f"the gradient of {model.layers[1].bias.path}, in model.layers[1]"
    assert "such as sqrt at 0" in result.hint


def test_a_model_of_no_spec_names_its_layers() -> None:
    inputs = INPUTS.copy() * 0 + 3e38
    model = model_of(L.Dense(2, kernel_initializer="ones", name="first"), L.Dense(1))
    result = find_culprit(model, load_tensors(inputs, TARGETS).parts, Places())
    assert result is not None
    assert (result.what, result.mark) == ("the output of the layer first", None)
