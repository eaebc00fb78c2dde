from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.training.predict_chunk import PredictChunk
from kerasrun.training.tensors import load_tensor

L = keras.layers


def model() -> Any:
    keras.utils.set_random_seed(0)
    return keras.Sequential(
        [keras.Input((3,)), L.Dense(5), L.Dropout(0.5), L.BatchNormalization(), L.Dense(2)]
    )


@pytest.mark.parametrize("eager", [True, False])
@pytest.mark.parametrize("batch_size", [4, 5, 10, 99])
def test_the_bits_of_keras(eager: bool, batch_size: int) -> None:
    inputs = np.random.default_rng(0).normal(size=(10, 3)).astype("float32")
    made = model()
    made.compile(run_eagerly=eager, jit_compile=False)
    outputs = PredictChunk(made, eager=eager).run(load_tensor(inputs), batch_size)
    assert np.array_equal(outputs, made.predict(inputs, batch_size=batch_size, verbose=0))


def test_one_trace_for_inputs_of_any_length_and_batches_of_any_size() -> None:
    chunk = PredictChunk(model())
    for rows, batch_size in ((10, 4), (7, 3), (9, 9), (5, 4)):
        assert chunk.run(load_tensor(np.ones((rows, 3), "float32")), batch_size).shape == (rows, 2)
    function: Any
    [function] = chunk._functions.values()
    assert function.experimental_get_tracing_count() == 1


def test_each_dtype_of_the_inputs_has_its_own() -> None:
    chunk = PredictChunk(model())
    whole, fractions = (
        np.asarray(chunk.run(load_tensor(np.ones((4, 3), dtype)), 2)) for dtype in ("uint8", "float32")
    )
    assert np.array_equal(whole, fractions)
    assert len(chunk._functions) == 2
