from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasrun.data.origin import Origin
from kerasrun.errors import Mark, TrainingFault
from kerasrun.training import autopsy as module
from kerasrun.training.autopsy import Passed, examine, find
from kerasrun.training.fingerprint import hash_variables
from kerasrun.training.place import Place, Places
from kerasrun.training.snapshot import Snapshot
from kerasrun.training.tensors import load_tensors
from kerasrun.training.train_chunk import TrainChunk

L = keras.layers
MARK = Mark("s.yaml", 14, 7)
PLACES = Places(
    layers=[Place("layer", "model.layers[0].Dense", MARK), Place("layer", "model.layers[1].Dense")],
    loss=Place("loss", "compile.loss", Mark("s.yaml", 20, 3)),
)
ROWS = np.arange(12, dtype="int32")
ENGINES = [{}, {"jit": True}, {"eager": True}]


def make(inputs: Any = None, optimizer: Any = "sgd", loss: Any = "mse", **options: Any) -> TrainChunk:
    """Return a chunk of batches of 4 rows; dropout makes its numbers depend on a generator."""
    keras.utils.set_random_seed(0)
    stream = np.random.default_rng(0)
    inputs = stream.normal(size=(12, 3)).astype("float32") if inputs is None else inputs
    model = keras.Sequential([keras.Input((3,)), L.Dense(4, activation="tanh"), L.Dropout(0.2), L.Dense(1)])
    model.compile(optimizer, loss, jit_compile=False, run_eagerly=options.get("eager", False))
    model.optimizer.build(model.trainable_variables)
    tensors = load_tensors(inputs, stream.random((12, 1)).astype("float32"))
    return TrainChunk(model, tensors, batch_size=4, steps=3, **options)


def fail(train: TrainChunk, epochs: int = 1, rate: float | None = None) -> tuple[Snapshot, list[Passed]]:
    """Run whole epochs from a snapshot on; return it with what passed."""
    snapshot = Snapshot(train.model)
    snapshot.take()
    passed = []
    for epoch in range(epochs):
        passed.append(Passed(epoch, 0, ROWS, rate))
        train.run(ROWS)
    return snapshot, passed


def bad_rows(*rows: int, value: float = np.nan) -> Any:
    inputs = np.random.default_rng(1).normal(size=(12, 3)).astype("float32")
    inputs[list(rows)] = value
    return inputs


@pytest.mark.parametrize("options", ENGINES)
def test_the_step_the_rate_and_the_rows_are_named(options: dict[str, bool]) -> None:
    train = make(bad_rows(5, 7), **options)
    snapshot, passed = fail(train)
    origin = Origin("a.npz", "x_train").take(np.arange(100, 112))
    fault = examine(train, snapshot, passed, (0, 2), PLACES, origin)
    assert fault.message == (
        "the loss is nan in epoch 1, step 2 (learning rate 0.01); first not finite: the inputs, "
        "from rows 105, 107 of x_train, counted from 0"
    )


def test_a_part_of_the_spec_is_named_with_its_line() -> None:
    train = make(optimizer=keras.optimizers.SGD(1e30))
    snapshot, passed = fail(train)
    fault = examine(train, snapshot, passed, (0, 3), PLACES, Origin())
    assert ": compile.loss" not in fault.message
    assert "the loss, compile.loss (s.yaml:20:3)" in fault.message
    assert fault.mark == Mark("s.yaml", 20, 3)
    assert "the predictions grew to" in str(fault.hint)


@pytest.mark.parametrize("options", ENGINES)
def test_the_steps_before_are_taken_again_to_the_same_numbers(options: dict[str, bool]) -> None:
    train = make(bad_rows(9), **options)
    snapshot = Snapshot(train.model)
    snapshot.take()
    train.run(ROWS[:8])
    good = hash_variables([*train.model.variables, *train.model.optimizer.variables])
    snapshot.restore()
    train.run(ROWS)
    finding = find(train, snapshot, [Passed(0, 0, ROWS, None)], PLACES)
    assert finding is not None
    assert (finding.step, list(finding.batch)) == (3, [8, 9, 10, 11])
    # It is left as it was before the step that failed.
    assert hash_variables([*train.model.variables, *train.model.optimizer.variables]) == good


def test_a_rate_that_a_callback_set_is_set_again() -> None:
    train = make()
    snapshot = Snapshot(train.model)
    snapshot.take()
    train.run(ROWS)
    train.model.optimizer.learning_rate = 1e38
    train.run(ROWS)
    passed = [Passed(0, 0, ROWS, 0.01), Passed(1, 0, ROWS, 1e38)]
    finding = find(train, snapshot, passed, PLACES)
    assert finding is not None
    assert (finding.epoch, finding.step) == (1, 2)
    assert finding.learning_rate == pytest.approx(1e38)


def test_without_a_snapshot_the_fault_says_where_it_was_noticed() -> None:
    train = make()
    fault = examine(train, Snapshot(train.model), [], (3, 7), PLACES, Origin())
    assert isinstance(fault, TrainingFault)
    assert "epoch 4, step 7" in fault.message


def test_steps_that_end_well_are_no_finding() -> None:
    train = make()
    snapshot, passed = fail(train, epochs=2)
    assert find(train, snapshot, passed, PLACES) is None


@pytest.mark.parametrize(
    "error", [MemoryError(), tf.errors.ResourceExhaustedError(None, None, "out of memory")]
)
def test_a_look_that_finds_no_memory_does_not_hide_the_fault(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def run_out(*arguments: Any) -> None:
        raise error

    train = make(bad_rows(5))
    snapshot, passed = fail(train)
    monkeypatch.setattr(module, "find_culprit", run_out)
    fault = examine(train, snapshot, passed, (0, 3), PLACES, Origin())
    assert fault.message == "the loss or a weight is not finite in epoch 1, step 3: training stopped"
    assert fault.at == (0, 3)
