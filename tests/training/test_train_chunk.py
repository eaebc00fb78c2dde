from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.training.tensors import load_tensors
from kerasrun.training.train_chunk import TrainChunk

ROWS = np.arange(10, dtype="int32")
INPUTS = np.random.default_rng(0).normal(size=(10, 3)).astype("float32")


def make(inputs: Any = INPUTS, layers: Any = (), **options: Any) -> TrainChunk:
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [keras.Input(inputs.shape[1:], dtype=inputs.dtype.name), *layers, keras.layers.Dense(1)]
    )
    model.compile("sgd", "mse", jit_compile=False, run_eagerly=options.get("eager", False))
    model.optimizer.build(model.trainable_variables)
    return TrainChunk(
        model, load_tensors(inputs, INPUTS.sum(1, keepdims=True)), batch_size=4, steps=5, **options
    )


@pytest.mark.parametrize("options", [{}, {"eager": True}, {"jit": True}])
def test_every_batch_is_a_step_the_short_one_too(options: dict[str, bool]) -> None:
    chunk = make(**options)
    done = chunk.run(ROWS)
    assert (done.steps, done.finite) == (3, True)
    assert int(chunk.model.optimizer.iterations) == 3
    assert float(done.logs["loss"]) > 0


@pytest.mark.parametrize("options", [{}, {"eager": True}, {"jit": True}])
def test_it_stops_at_the_step_whose_loss_is_no_number(options: dict[str, bool]) -> None:
    inputs = INPUTS.copy()
    inputs[5] = np.nan
    done = make(inputs, **options).run(ROWS)
    assert (done.steps, done.finite) == (2, False)


def test_one_trace_for_batches_of_any_length() -> None:
    chunk = make()
    for rows in (ROWS, ROWS[:4], ROWS[:3]):
        chunk.run(rows)
    graph: Any = chunk._graph
    assert graph.experimental_get_tracing_count() == 1


def test_what_xla_cannot_compile_runs_as_a_graph_and_is_told() -> None:
    reasons: list[str] = []
    lookup = keras.layers.StringLookup(vocabulary=["a", "b"], output_mode="one_hot")
    words = np.array([["a"], ["b"]] * 5, dtype=object)
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((1,), dtype="string"), lookup, keras.layers.Dense(1)])
    model.compile("sgd", "mse", jit_compile=False)
    model.optimizer.build(model.trainable_variables)
    tensors = load_tensors(words.astype(str), np.ones((10, 1), "float32"))
    chunk = TrainChunk(model, tensors, batch_size=4, steps=5, jit=True, on_refusal=reasons.append)
    assert chunk.run(ROWS).steps == 3
    assert (len(reasons), chunk.jit) == (1, False)
    assert int(model.optimizer.iterations) == 3
    chunk.run(ROWS)
    assert len(reasons) == 1
