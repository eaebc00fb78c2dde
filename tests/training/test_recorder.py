from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.data.origin import Origin
from kerasrun.errors import TrainingFault
from kerasrun.training import recorder as module
from kerasrun.training.fingerprint import hash_variables
from kerasrun.training.recorder import Recorder, Source
from kerasrun.training.snapshot import Snapshot, find_bad
from kerasrun.training.tensors import load_tensors
from kerasrun.training.train_chunk import TrainChunk

ROWS = np.arange(8, dtype="int32")


def make(loss: Any = "mse", rate: Any = 0.01) -> TrainChunk:
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(rate), loss, run_eagerly=True)
    model.optimizer.build(model.trainable_variables)
    inputs = np.random.default_rng(0).normal(size=(8, 3)).astype("float32")
    return TrainChunk(model, load_tensors(inputs, inputs[:, :1]), batch_size=4, steps=2, eager=True)


def weights(train: TrainChunk) -> str:
    return hash_variables(train.model.variables)


def test_it_changes_no_number() -> None:
    plain, watched = make(), make()
    recorder = Recorder(watched)
    for epoch in range(3):
        done = plain.run(ROWS)
        assert recorder.run(epoch, 0, ROWS).steps == done.steps
        recorder.check(epoch, 2)
    assert weights(watched) == weights(plain)


@pytest.mark.parametrize("share", [1e-9, 1e9])
def test_the_step_is_found_whenever_the_last_copy_was_made(
    share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SHARE", share)
    train = make()
    recorder = Recorder(train, Source(origin=Origin("a.csv", lines=np.arange(10, 18))))
    recorder.run(0, 0, ROWS)
    inputs = np.array(train.tensors.inputs)
    inputs[6] = np.nan
    # The data never changes in a training; here it makes the second epoch fail.
    train.tensors = load_tensors(inputs, inputs[:, :1])
    with pytest.raises(TrainingFault) as caught:
        recorder.run(1, 0, ROWS)
    step = "epoch 2, step 2" if share > 1 else "epoch 1, step 2"
    assert step in caught.value.message
    assert "from line 16 of a.csv" in caught.value.message
    assert find_bad(train.model.weights) is None


def test_a_weight_that_goes_bad_under_a_good_loss_is_found() -> None:
    def flat(y: Any, p: Any) -> Any:
        return keras.ops.mean(keras.ops.sqrt(keras.ops.square(p * 0)))

    train = make(loss=flat)
    recorder = Recorder(train)
    done = recorder.run(0, 0, ROWS[:4])
    assert done.finite
    with pytest.raises(TrainingFault, match=r"a weight is not finite in epoch 1, step 1 .*gradient of"):
        recorder.check(0, 1)


def test_bad_weights_are_found_before_they_are_copied() -> None:
    train = make()
    train.model.layers[0].bias.assign([np.nan])
    with pytest.raises(TrainingFault, match="not finite in epoch 1, step 0"):
        Recorder(train).run(0, 0, ROWS)


def test_a_model_too_large_to_copy_still_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIMIT", 1)
    train = make(rate=1e30)
    with pytest.raises(TrainingFault, match="the loss or a weight is not finite in epoch 1, step 2"):
        Recorder(train).run(0, 0, ROWS)


def test_a_model_whose_copy_finds_no_memory_still_trains_and_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(snapshot: Snapshot) -> None:
        raise MemoryError

    monkeypatch.setattr(Snapshot, "take", fail)
    recorder = Recorder(make())
    assert recorder.run(0, 0, ROWS).finite
    recorder = Recorder(make(rate=1e30))
    with pytest.raises(TrainingFault, match="the loss or a weight is not finite in epoch 1, step 2"):
        recorder.run(0, 0, ROWS)


def test_a_schedule_tells_the_rate_by_the_step() -> None:
    schedule = keras.optimizers.schedules.ExponentialDecay(1e30, 1, 0.5)
    with pytest.raises(TrainingFault, match=r"learning rate 5e\+29"):
        Recorder(make(rate=schedule)).run(0, 0, ROWS)
