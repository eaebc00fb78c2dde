"""`predict` against `model.predict` on the same model and rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.builder.feed import feed
from kerasrun.errors import BuildError, DataError
from kerasrun.score.predict import STEPS, predict

L = keras.layers
ROWS = 11
STREAM = np.random.default_rng(0)


def vectorize(texts: Any) -> Any:
    layer = L.TextVectorization(output_mode="multi_hot")
    layer.adapt(texts[:, 0])
    return layer


VECTORS = STREAM.normal(size=(ROWS, 4)).astype("float32")
IMAGES = STREAM.normal(size=(ROWS, 8, 8, 1)).astype("float32")
SEQUENCES = STREAM.normal(size=(ROWS, 6, 3)).astype("float32")
IDS = STREAM.integers(0, 9, (ROWS, 5))
TEXTS = np.array([["good film"], ["bad film"], ["good"]] * 3 + [["bad"], ["other"]])

CASES: dict[str, tuple[Any, Callable[[], list[Any]], str]] = {
    "dense": (VECTORS, lambda: [L.Dense(6, "relu"), L.Dropout(0.5), L.Dense(3, "softmax")], "float32"),
    "float64": (VECTORS.astype("float64"), lambda: [L.Dense(3)], "float32"),
    "image bytes": (
        (IMAGES * 50).astype("uint8"),
        lambda: [L.Rescaling(1 / 255), L.Flatten(), L.Dense(2)],
        "float32",
    ),
    "convolutions and batch norm": (
        IMAGES,
        lambda: [L.Conv2D(4, 3), L.BatchNormalization(), L.GaussianNoise(1.0), L.Flatten(), L.Dense(3)],
        "float32",
    ),
    "lstm": (SEQUENCES, lambda: [L.LSTM(5, return_sequences=True), L.GRU(4, dropout=0.5)], "float32"),
    "a row per step": (SEQUENCES, lambda: [L.LSTM(5, return_sequences=True), L.Dense(2)], "float32"),
    "token ids": (IDS, lambda: [L.Embedding(9, 4, mask_zero=True), L.LSTM(3)], "int32"),
    "text": (TEXTS, lambda: [vectorize(TEXTS), L.Dense(1, "sigmoid")], "string"),
    "mixed bfloat16": (VECTORS, lambda: [L.Dense(6, dtype="mixed_bfloat16"), L.Dense(3)], "float32"),
    "bfloat16 out": (VECTORS, lambda: [L.Dense(3, dtype="mixed_bfloat16")], "float32"),
    "float16 out": (VECTORS, lambda: [L.Dense(3, dtype="mixed_float16")], "float32"),
    "whole numbers out": (VECTORS, lambda: [L.Discretization(bin_boundaries=[0.0, 1.0])], "float32"),
}


def build(inputs: Any, layers: list[Any], dtype: str, batch_size: int | None = None) -> Any:
    model = keras.Sequential([keras.Input(inputs.shape[1:], batch_size=batch_size, dtype=dtype), *layers])
    for layer in model.layers:
        if isinstance(layer, L.BatchNormalization):
            layer.set_weights([STREAM.random(weight.shape) + 0.5 for weight in layer.get_weights()])
    return model


@pytest.mark.parametrize("name", CASES)
def test_as_keras_predicts(name: str) -> None:
    keras.utils.set_random_seed(0)
    inputs, layers, dtype = CASES[name]
    model = build(inputs, layers(), dtype)
    before = [np.asarray(variable).tobytes() for variable in model.weights]
    for batch_size in (1, 4, ROWS):
        outputs = predict(model, inputs, batch_size=batch_size)
        expected = model.predict(feed(inputs), batch_size=batch_size, verbose=0)
        assert (outputs.dtype, outputs.shape) == (expected.dtype, expected.shape)
        assert outputs.astype("float64") == pytest.approx(expected.astype("float64"), rel=1e-6, abs=1e-7)
    assert [np.asarray(variable).tobytes() for variable in model.weights] == before


def test_more_rows_than_one_call_takes() -> None:
    rows = STREAM.normal(size=(2 * STEPS + 1, 4)).astype("float32")
    model = build(rows, [L.Dense(3)], "float32")
    assert np.array_equal(predict(model, rows, batch_size=1), model.predict(rows, batch_size=1, verbose=0))


def test_a_stateful_model_begins_at_zero_and_needs_no_full_batch() -> None:
    layers = [L.Bidirectional(L.LSTM(3, stateful=True, return_sequences=True)), L.GRU(2, stateful=True)]
    model = build(SEQUENCES, layers, "float32", batch_size=4)
    model.predict(SEQUENCES[:4], verbose=0)
    found = predict(model, SEQUENCES, batch_size=32)
    for layer in layers:
        layer.reset_state()
    full = np.concatenate([SEQUENCES, SEQUENCES[:1]])
    expected = model.predict(full, batch_size=4, verbose=0)[:ROWS]
    assert found == pytest.approx(expected, rel=1e-6)
    assert np.array_equal(predict(model, SEQUENCES, batch_size=4), found)
    # The state goes on from batch to batch: the same rows give other numbers in the second one.
    again = predict(model, np.concatenate([SEQUENCES[:4]] * 2), batch_size=4)
    assert np.array_equal(again[:4], found[:4])
    assert not np.allclose(again[4:], again[:4])


def test_an_eager_model_runs_eagerly() -> None:
    calls: list[bool] = []

    class Seen(keras.layers.Layer):  # type: ignore[misc]
        def call(self, inputs: Any) -> Any:
            calls.append(isinstance(inputs, keras.KerasTensor) or not hasattr(inputs, "numpy"))
            return inputs

    model = build(VECTORS, [Seen(), L.Dense(1)], "float32")
    model.compile(run_eagerly=True)
    calls.clear()
    assert predict(model, VECTORS, batch_size=4).shape == (ROWS, 1)
    assert calls == [False] * 3


def test_what_a_layer_refuses_is_explained() -> None:
    model = build(IDS, [L.Embedding(4, 2), L.Flatten()], "int32")
    with pytest.raises(DataError, match="a step on the data failed: indices"):
        predict(model, IDS, batch_size=4)
    with pytest.raises(BuildError, match="Keras refuses to predict this model"):
        predict(build(VECTORS, [L.Dense(1)], "float32"), VECTORS[:, :2], batch_size=4)
