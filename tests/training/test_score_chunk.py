from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.training.score_chunk import ScoreChunk
from kerasrun.training.tensors import load_tensors


@pytest.mark.parametrize("eager", [True, False])
def test_the_scores_are_those_of_keras(eager: bool) -> None:
    stream = np.random.default_rng(0)
    inputs, targets = (
        stream.normal(size=(10, 3)).astype("float32"),
        stream.normal(size=(10, 1)).astype("float32"),
    )
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dropout(0.5), keras.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"], run_eagerly=eager, jit_compile=False)
    expected = model.evaluate(inputs, targets, batch_size=4, verbose=0, return_dict=True)
    model.reset_metrics()
    score, tensors = ScoreChunk(model, eager=eager), load_tensors(inputs, targets)
    score.run(tensors, 4, first=0, count=1)
    logs = score.run(tensors, 4, first=1, count=2)
    assert {name: float(value) for name, value in logs.items()} == pytest.approx(expected, rel=1e-6)


def test_one_trace_for_splits_of_any_length() -> None:
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", jit_compile=False)
    score = ScoreChunk(model)
    for rows, batch_size in ((10, 4), (7, 3), (9, 9), (5, 4)):
        tensors = load_tensors(np.ones((rows, 3), "float32"), np.ones((rows, 1), "float32"))
        score.run(tensors, batch_size, first=0, count=-(-rows // batch_size))
    function: Any
    [function] = score._functions.values()
    # The second length tells TensorFlow that the axis is free.
    assert function.experimental_get_tracing_count() == 1
