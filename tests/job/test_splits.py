from __future__ import annotations

from typing import Any

import pytest

from kerasrun.errors import (
    DataError,
)
from kerasrun.events import (
    Noted,
)
from kerasrun.job.evaluate import evaluate
from kerasrun.job.train import train
from kerasrun.rundir.history import read_history
from kerasrun.rundir.scores import read_scores
from tests.experiment import BLOBS, experiment, rows, save_npz


def test_validation_share_is_stratified_and_validation_may_be_a_source(tmp_path):
    x, y = rows(60)
    source = save_npz(tmp_path, x_train=x, y_train=y)
    events: list[Any] = []
    spec = experiment(tmp_path, data={"source": source, "validation": 0.1, "test": 0.2}, fit={"epochs": 1})
    outcome = train(spec, runs_dir=tmp_path / "runs", notify=events.append)
    assert outcome.rows == {"train": 42, "validation": 6, "test": 12}
    other = {"synthetic": {**BLOBS["synthetic"], "train": 30, "test": 0}}
    spec = experiment(tmp_path, data={"source": BLOBS, "validation": other}, fit={"epochs": 1})
    assert train(spec, runs_dir=tmp_path / "runs").rows == {"train": 60, "validation": 30, "test": 12}


def test_fixed_batch_size_drops_the_short_batch_and_says_so(tmp_path):
    source = {"synthetic": {"task": "regression", "shape": [5, 2], "outputs": 2, "train": 50, "test": 21}}
    layers = [{"LSTM": {"units": 3, "stateful": True}}, {"Dense": 2}]
    spec = experiment(
        tmp_path,
        data={"source": source, "validation": 0.2},
        model={"batch_size": 8, "layers": layers},
        compile={"loss": "mse"},
        fit={"epochs": 1, "batch_size": 8, "shuffle": False},
    )
    events: list[Any] = []
    outcome = train(spec, runs_dir=tmp_path / "runs", notify=events.append)
    assert outcome.rows == {"train": 40, "validation": 8, "test": 16}
    assert outcome.steps == 5
    notes = [event.message for event in events if isinstance(event, Noted)]
    assert notes == ["rows of a last batch of fewer than 8 rows are left out: 2 of validation, 5 of test"]
    assert read_history(outcome.run)[0]["steps"] == 5
    assert read_scores(outcome.run)["rows"] == outcome.rows
    assert evaluate(outcome.run).scores == outcome.scores
    train(spec, runs_dir=tmp_path / "runs", smoke=True)


def test_class_weight_and_weighted_metrics(tmp_path):
    weights = {0: 1.0, 1: 2.0, 2: 3.0}
    section = {"loss": "categorical_crossentropy", "weighted_metrics": ["accuracy"]}
    plain, weighted = (
        train(
            experiment(tmp_path, compile=section, fit={"epochs": 1, **fit}), runs_dir=tmp_path / "runs"
        ).weights_sha256
        for fit in ({}, {"class_weight": weights})
    )
    assert plain != weighted
    with pytest.raises(DataError, match="class_weight"):
        train(experiment(tmp_path, fit={"class_weight": {0: 1.0, 1: 2.0}}), runs_dir=tmp_path / "runs")
