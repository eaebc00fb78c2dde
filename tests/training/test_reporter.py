from __future__ import annotations

import time

import keras
import pytest

from kerasrun.events import (
    BatchEnded,
    EpochEnded,
    EpochStarted,
    TrainingEnded,
    TrainingStarted,
    ValidationStarted,
)
from tests.training.conftest import examples

PROGRESS = ["epoch", "steps", "seconds", "samples_per_second", "learning_rate"]
KEYS = [*PROGRESS, "loss", "mae", "val_loss", "val_mae"]


def test_lines_of_history_have_their_keys_in_order(trial):
    made = trial(validation=examples(6))
    assert [list(line) for line in made.lines] == [KEYS, KEYS]
    assert [line["epoch"] for line in made.lines] == [0, 1]
    assert [line["steps"] for line in made.lines] == [3, 3]
    assert made.lines[0]["learning_rate"] == 0.01


def test_without_validation_there_are_no_such_keys(trial):
    assert list(trial().lines[0]) == KEYS[:7]


def test_validation_of_every_second_epoch(trial):
    lines = trial(validation=examples(6), epochs=4, validation_freq=2).lines
    assert ["val_loss" in line for line in lines] == [False, True, False, True]


def test_events_tell_the_whole_story(trial):
    made = trial(validation=examples(6))
    assert made.of(TrainingStarted) == [TrainingStarted(epochs=2, steps=3, batch_size=8)]
    assert [event.epoch for event in made.of(EpochStarted)] == [0, 1]
    assert [(event.epoch, event.step) for event in made.of(BatchEnded)] == [
        (e, s) for e in (0, 1) for s in (1, 2, 3)
    ]
    assert set(made.of(BatchEnded)[0].logs) == {"loss", "mae"}
    assert len(made.of(ValidationStarted)) == 2
    assert [event.record for event in made.of(EpochEnded)] == made.lines
    assert made.of(TrainingEnded)[0].status == "finished"


@pytest.mark.parametrize(
    ("rows", "batch_size", "plan", "expected"),
    [
        (20, 8, {}, [20, 20]),
        (16, 8, {}, [16, 16]),
        (3, 8, {}, [3, 3]),
        (40, 8, {"steps_per_epoch": 2, "epochs": 2}, [16, 16]),
        # Two epochs of two batches each; the split's fourth batch has 4 rows.
        (28, 8, {"steps_per_epoch": 2, "epochs": 4}, [16, 12, 16, 12]),
    ],
)
def test_speed_counts_the_rows_there_were(trial, monkeypatch, rows, batch_size, plan, expected):
    clock = iter(range(100_000))
    monkeypatch.setattr("kerasrun.training.reporter.time.perf_counter", lambda: next(clock))
    made = trial(data=examples(rows), batch_size=batch_size, **plan)
    # The clock ticks once at the epoch's begin and once per step: the training took `steps` seconds.
    assert [round(line["samples_per_second"] * line["steps"]) for line in made.lines] == expected


def test_speed_leaves_validation_out(trial, tmp_path, monkeypatch):
    logger = keras.callbacks.CSVLogger(str(tmp_path / "slow.csv"))
    monkeypatch.setattr(logger, "on_test_begin", lambda logs=None: time.sleep(0.3))
    line = trial(validation=examples(6), callbacks=[logger], epochs=2).lines[1]
    assert line["seconds"] >= 0.3
    assert 20 / line["samples_per_second"] < line["seconds"] - 0.29


def test_several_batches_per_execution_are_counted_once(trial):
    compiled = {"steps_per_execution": 4, "run_eagerly": False}
    made = trial(data=examples(80), compiled=compiled, epochs=2, engine="keras")
    assert [line["steps"] for line in made.lines] == [10, 10]
    assert made.training.steps == 20
    assert made.training.steps == int(made.model.optimizer.iterations)
    assert [event.step for event in made.of(BatchEnded)][:3] == [4, 8, 10]


def test_learning_rate_follows_a_schedule(trial):
    schedule = keras.optimizers.schedules.PiecewiseConstantDecay([3], [0.5, 0.25])
    optimizer = keras.optimizers.SGD(schedule)
    assert [line["learning_rate"] for line in trial(optimizer=optimizer).lines] == [0.5, 0.25]


def test_learning_rate_that_a_callback_lowers(trial):
    lower = keras.callbacks.ReduceLROnPlateau(monitor="loss", factor=0.5, patience=1, min_delta=1e9)
    lines = trial(callbacks=[lower], epochs=4).lines
    assert [line["learning_rate"] for line in lines] == [0.01, 0.01, 0.005, 0.0025]


def test_metric_of_several_numbers(trial):
    metrics = [keras.metrics.F1Score(threshold=0.5)]
    line = trial(compiled={"weighted_metrics": metrics}).lines[0]
    assert isinstance(line["f1_score_0"], float)
