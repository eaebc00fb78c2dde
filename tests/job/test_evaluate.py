from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kerasrun.errors import DataError, StorageError, UsageError
from kerasrun.events import SplitScored, Warned
from kerasrun.job.evaluate import evaluate
from kerasrun.job.outcome import Outcome
from kerasrun.job.train import train
from kerasrun.rundir.layout import Run
from kerasrun.rundir.manifest import check_manifest
from kerasrun.rundir.scores import read_scores
from tests.experiment import experiment, rows, save_npz


@pytest.fixture
def copy(finished: tuple[Outcome, list[Any]], tmp_path: Path) -> Run:
    """A copy of the finished run, at another place."""
    directory = tmp_path / "copied"
    shutil.copytree(finished[0].run.directory, directory)
    return Run(directory)


def test_scores_are_those_of_the_training(finished, copy):
    trained = finished[0]
    copy.scores_file.unlink()
    copy.report_file.unlink()
    events: list[Any] = []
    outcome = evaluate(copy, notify=events.append)
    assert outcome.scores == trained.scores
    assert outcome.rows == trained.rows
    assert (outcome.status, outcome.epochs, outcome.steps) == ("finished", 2, 6)
    assert outcome.optimizer_sha256 == trained.optimizer_sha256
    assert read_scores(copy)["scores"] == trained.scores
    check_manifest(copy, ["scores.json", "report.md", "model.keras"])
    assert len([event for event in events if isinstance(event, SplitScored)]) == 3
    assert not [event for event in events if isinstance(event, Warned)]


def test_hashes_stay_those_of_the_training(finished, copy):
    # Dropout's generator is part of the weights' hash, and a .keras file does not hold it.
    assert evaluate(copy.directory).weights_sha256 == finished[0].weights_sha256
    assert read_scores(copy)["weights_sha256"] == finished[0].weights_sha256


def test_run_may_be_named_by_latest(finished):
    runs = finished[0].run.directory.parent
    assert evaluate(runs / "latest").scores == finished[0].scores


def test_expectations_are_looked_at_again(finished, copy):
    assert evaluate(copy).missed == ()


def test_a_run_is_scored_where_its_training_would_not_fit(finished, copy, monkeypatch):
    monkeypatch.setattr("kerasrun.analysis.limit.memory_bytes", lambda: 2**20)
    assert evaluate(copy).scores == finished[0].scores


def test_one_split_alone_leaves_the_files_as_they_are(finished, copy):
    before = {path: path.read_bytes() for path in copy.directory.glob("*.*")}
    outcome = evaluate(copy, splits=["test"])
    assert outcome.scores == {"test": finished[0].scores["test"]}
    assert outcome.rows == {"test": 12}
    assert outcome.baselines == {"test": finished[0].baselines["test"]}
    assert outcome.missed == ()
    assert {path: path.read_bytes() for path in copy.directory.glob("*.*")} == before


def test_a_split_that_is_not_there(copy):
    with pytest.raises(UsageError, match="expected a split of the run, received 'tets'") as caught:
        evaluate(copy, splits=["test", "tets"])
    assert caught.value.hint == "its data has the splits train, validation and test"


def test_only_what_was_scored_is_held_against_expectations(tmp_path):
    spec = experiment(tmp_path, expect={"test.accuracy": ">= 2", "train.accuracy": ">= 3"})
    outcome = train(spec, runs_dir=tmp_path / "runs")
    assert len(outcome.missed) == 2
    missed = evaluate(outcome.run, splits=["validation", "train"]).missed
    assert [expectation.split for expectation, _ in missed] == ["train"]


def test_baselines_are_those_of_the_training(finished, copy):
    baselines = evaluate(copy).baselines
    assert baselines == finished[0].baselines
    assert set(baselines["test"]) == {"loss", "accuracy"}
    assert 0.25 < baselines["test"]["accuracy"] < 0.5
    assert read_scores(copy)["baselines"] == baselines


@pytest.mark.parametrize("name", ["model.keras", "resolved.yaml"])
def test_damaged_file_is_refused(copy, name):
    path = copy.directory / name
    path.write_bytes(path.read_bytes() + b"#")
    with pytest.raises(StorageError, match=f"{name}: sha256 differs"):
        evaluate(copy)


@pytest.mark.parametrize("name", ["status.json", "history.jsonl"])
def test_run_that_cannot_be_told_of_is_not_scored(copy, name):
    (copy.directory / name).write_text("[]\n")
    before = copy.scores_file.read_bytes()
    with pytest.raises(StorageError, match=name):
        evaluate(copy)
    assert copy.scores_file.read_bytes() == before


def test_run_without_a_model(copy):
    copy.model_file.unlink()
    with pytest.raises(UsageError, match="holds no trained model"):
        evaluate(copy)


def test_no_run(tmp_path):
    with pytest.raises(UsageError, match="no such run directory"):
        evaluate(tmp_path / "nothing")


def test_changed_data_is_told(tmp_path):
    x, y = rows(40)
    spec = experiment(tmp_path, data={"source": save_npz(tmp_path, x_train=x, y_train=y, x_test=x, y_test=y)})
    outcome = train(spec, runs_dir=tmp_path / "runs")
    save_npz(tmp_path, x_train=x, y_train=y, x_test=x[:20] * 2, y_test=y[:20])
    events: list[Any] = []
    again = evaluate(outcome.run, notify=events.append)
    assert [event.message for event in events if isinstance(event, Warned)] == [
        "the data of the test split changed since the run was trained"
    ]
    assert again.scores["train"] == outcome.scores["train"]
    assert again.rows["test"] == 20
    (tmp_path / "data.npz").unlink()
    with pytest.raises(DataError, match="no file of that name"):
        evaluate(outcome.run)
    save_npz(tmp_path, x_train=x.astype("int64"), y_train=np.full(40, 7))
    with pytest.raises(DataError):
        evaluate(outcome.run)
