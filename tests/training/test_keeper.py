"""When checkpoints are written, that each is written once, and that one with NaN never is."""

from __future__ import annotations

import signal
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.data.examples import ArrayExamples
from kerasrun.errors import StorageError, TrainingFault
from kerasrun.events import BatchEnded, EpochEnded
from kerasrun.rundir.array_file import check_finite
from kerasrun.rundir.checkpoint import Position
from kerasrun.training import keeper as module
from kerasrun.training.interrupt import StopRequest
from kerasrun.training.keeper import Checkpoints, Rhythm
from kerasrun.training.plan import Plan
from kerasrun.training.train import Training, train

STREAM = np.random.default_rng(0)
INPUTS = STREAM.normal(size=(32, 3)).astype("float32")
DATA = ArrayExamples(INPUTS, INPUTS.sum(axis=1, keepdims=True))


@dataclass
class Kept:
    """Where the checkpoints of a training of 3 epochs of 4 steps were written."""

    at: list[tuple[int, int]] = field(default_factory=list)
    best: list[tuple[int, int]] = field(default_factory=list)
    training: Training | None = None
    fails: bool = False
    validation_freq: int | None = None
    """How often it validates; None for never."""

    def write(self, position: Position, arrays: Any, state: Any, is_best: bool) -> None:
        check_finite(arrays)
        if self.fails:
            raise StorageError("disk full")
        self.at.append((position.epoch, position.step))
        if is_best:
            self.best.append((position.epoch, position.step))
            assert state["best"] is not None

    def train(self, rhythm: Rhythm, rate: float = 0.01, stop_at: type | None = None) -> list[tuple[int, int]]:
        keras.utils.set_random_seed(0)
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
        model.compile(keras.optimizers.SGD(rate), "mse", run_eagerly=True)
        stop = StopRequest()

        def notify(event: Any) -> None:
            if stop_at is not None and isinstance(event, stop_at):
                stop.signal = signal.SIGINT

        self.training = train(
            model,
            DATA,
            None if self.validation_freq is None else DATA,
            Plan(epochs=3, batch_size=8, chunk=1, validation_freq=self.validation_freq or 1),
            callbacks=[],
            record=lambda line: None,
            notify=notify,
            stop=stop,
            checkpoints=Checkpoints(self.write, rhythm),
        )
        return self.at


EPOCHS = [(1, 0), (2, 0), (3, 0)]


@pytest.mark.parametrize(
    ("rhythm", "at"),
    [
        ("auto", [(3, 0)]),
        ("epoch", EPOCHS),
        (1, [(e, s) for e in range(3) for s in range(1, 5)] + [(3, 0)]),
        (3, [(0, 3), (1, 2), (2, 1), (2, 4), (3, 0)]),
        (100, [(3, 0)]),
    ],
)
def test_rhythm(rhythm: Rhythm, at: list[tuple[int, int]]) -> None:
    assert Kept().train(rhythm) == at


def test_auto_writes_as_often_as_a_small_share_of_the_time_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(np.arange(0, 1e6, 0.8))
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: float(next(clock))))
    # By this clock each look at it takes 0.8 s: the first is written when two seconds are over, which took
    # 0.8 s, and the next one when a hundred times that is.
    assert Kept().train("auto") == [(0, 3), (3, 0)]


def test_the_best_is_the_epoch_with_the_least_loss() -> None:
    better, worse = Kept(), Kept()
    better.train("epoch")
    worse.train("epoch", rate=2.0)
    assert (better.best, worse.best) == (EPOCHS, EPOCHS[:1])


def test_an_epoch_that_was_not_validated_is_not_the_best() -> None:
    kept = Kept(validation_freq=2)
    kept.train("epoch")
    assert kept.best == [(2, 0)]


def test_no_best_within_an_epoch() -> None:
    kept = Kept()
    kept.train(3)
    assert kept.best == [(3, 0)]


@pytest.mark.parametrize(("event", "at"), [(BatchEnded, [(0, 1)]), (EpochEnded, [(1, 0)])])
def test_a_stop_is_kept_where_it_is(event: type, at: list[tuple[int, int]]) -> None:
    kept = Kept()
    assert kept.train("auto", stop_at=event) == at
    assert kept.training is not None
    assert kept.training.status == "interrupted"


def test_numbers_that_are_not_finite_are_not_kept() -> None:
    kept = Kept()
    kept.train("epoch", rate=1e30)
    assert kept.at == []
    assert kept.training is not None
    assert kept.training.status == "failed"
    assert isinstance(kept.training.fault, TrainingFault)


def test_a_full_disk_is_told() -> None:
    with pytest.raises(StorageError, match="disk full"):
        Kept(fails=True).train("epoch")


def test_a_fault_interrupts_after_the_chunk_of_its_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERASRUN_FAULT", "interrupt=6")
    seen: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: seen.append(number))
    try:
        Kept().train("epoch")
    finally:
        signal.signal(signal.SIGINT, before)
    assert seen == [signal.SIGINT]
