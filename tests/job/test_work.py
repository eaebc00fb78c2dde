from __future__ import annotations

import json
import os

import keras
import numpy as np
import pytest

from kerasrun.errors import (
    TrainingFault,
    UsageError,
)
from kerasrun.events import (
    DataLoaded,
    ModelBuilt,
)
from kerasrun.job.evaluate import evaluate
from kerasrun.job.load import load_spec
from kerasrun.job.train import train
from kerasrun.rundir.environment import read_environment
from kerasrun.rundir.history import read_history
from kerasrun.rundir.manifest import check_manifest, read_manifest
from kerasrun.rundir.run import latest_run
from kerasrun.rundir.scores import read_scores
from kerasrun.rundir.status import read_status
from tests.experiment import experiment, rows, save_npz

ERROR = {"formula": "mean(abs(y_true - y_pred), axis=-1)", "name": "error"}


def test_run_directory_is_complete(finished):
    outcome, _ = finished
    run = outcome.run
    names = {path.name for path in run.directory.iterdir()}
    assert names == {
        "spec.yaml",
        "resolved.yaml",
        "environment.json",
        "history.jsonl",
        "model.keras",
        "scores.json",
        "report.md",
        "manifest.json",
        "status.json",
        "checkpoints",
    }
    check_manifest(run, names - {"manifest.json", "status.json", "checkpoints"})
    status = read_status(run)
    assert (status.state, status.epochs, status.reason) == ("finished", 2, None)
    assert latest_run(run.directory.parent).name == run.name


def test_outcome_tells_what_the_files_tell(finished):
    outcome, _ = finished
    recorded = read_scores(outcome.run)
    assert recorded["scores"] == outcome.scores
    assert recorded["rows"] == outcome.rows == {"train": 48, "validation": 12, "test": 12}
    assert recorded["weights_sha256"] == outcome.weights_sha256
    assert (outcome.status, outcome.epochs, outcome.steps) == ("finished", 2, 6)
    assert outcome.missed == ()
    assert set(outcome.seconds) == {"prepare", "train", "evaluate"}
    json.dumps(outcome.as_json(), allow_nan=False)


def test_events_come_in_order(finished):
    _, events = finished
    kinds = [type(event).__name__ for event in events]
    assert kinds[:5] == ["SpecDoubted", "RunCreated", "DataLoaded", "ModelBuilt", "Noted"]
    assert kinds[-3:] == ["SplitScored"] * 3
    assert events[2] == DataLoaded({"train": 48, "validation": 12, "test": 12}, (4,))
    assert events[3] == ModelBuilt("tiny", 4, 20 + 16 + 15, 20 + 8 + 15)
    assert "one-hot" in events[4].message


def test_environment_holds_what_is_allowed_and_nothing_else(finished):
    environment = read_environment(finished[0].run)
    assert set(environment) == {
        "versions", "python", "platform", "cpu", "devices", "seed", "threads", "runtime", "overrides",
        "variables", "git", "model", "data", "memory", "departures",
    }  # fmt: skip
    runtime = {"precision": "float32", "jit": False, "deterministic": False, "engine": "loop", "chunk": 1}
    assert environment["runtime"] == runtime
    memory = environment["memory"]
    assert 0 < memory["low"] <= memory["expected"] <= memory["high"]
    assert memory["peak"] > 2**28
    assert environment["model"] == {"layers": 4, "parameters": 51, "trainable_parameters": 43}
    assert environment["data"]["rows"] == {"train": 48, "validation": 12, "test": 12}
    assert environment["departures"] == []
    assert os.path.expanduser("~") not in json.dumps(environment)


def test_scores_are_those_of_plain_keras_on_the_same_arrays(tmp_path):
    x, y = rows(40)
    x_test, y_test = rows(15, seed=1)
    source = save_npz(tmp_path, x_train=x, y_train=y, x_test=x_test, y_test=y_test)
    spec = experiment(tmp_path, data={"source": source})
    outcome = train(spec, runs_dir=tmp_path / "runs")
    model = keras.models.load_model(outcome.run.model_file)
    one_hot = np.eye(3, dtype="float32")
    for split, inputs, ids in (("train", x, y), ("test", x_test, y_test)):
        expected = model.evaluate(inputs, one_hot[ids], batch_size=16, verbose=0, return_dict=True)
        assert outcome.scores[split] == pytest.approx(expected, rel=1e-6)


def test_formulas_stay_out_of_the_saved_model(tmp_path):
    spec = experiment(
        tmp_path,
        compile={"loss": {"formula": "(y_true - y_pred) ** 2", "name": "squares"}, "metrics": [ERROR, "mse"]},
        fit={"epochs": 2, "callbacks": ["ModelCheckpoint"]},
    )
    outcome = train(spec, runs_dir=tmp_path / "runs")
    scores = outcome.scores["test"]
    assert scores["loss"] == pytest.approx(scores["mse"], rel=1e-5)
    assert set(scores) == {"loss", "error", "mse"}
    assert not keras.models.load_model(outcome.run.model_file).compiled
    assert not keras.models.load_model(outcome.run.directory / "best.keras").compiled
    assert evaluate(outcome.run).scores == outcome.scores


def test_every_callback_runs(tmp_path):
    callbacks = [
        {"EarlyStopping": {"patience": 9, "restore_best_weights": True}},
        {"ReduceLROnPlateau": {"patience": 9}},
        {"ModelCheckpoint": {"save_best_only": True}},
        {"ModelCheckpoint": {"save_weights_only": True}},
        "CSVLogger",
        {"TensorBoard": {"write_graph": False}},
        "TerminateOnNaN",
        "SwapEMAWeights",
    ]
    spec = experiment(
        tmp_path,
        compile={"loss": "categorical_crossentropy", "optimizer": {"SGD": {"use_ema": True}}},
        fit={"epochs": 2, "callbacks": callbacks},
    )
    run = train(spec, runs_dir=tmp_path / "runs").run
    assert len((run.directory / "history.csv").read_text().splitlines()) == 3
    assert list((run.directory / "tensorboard" / "train").glob("events*"))
    assert keras.models.load_model(run.directory / "best.keras").output_shape == (None, 3)
    assert (run.directory / "best.weights.h5").exists()
    assert "best.keras" in read_manifest(run).files
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["tiny.yaml"]


def test_early_end_is_told(tmp_path):
    early = {"EarlyStopping": {"monitor": "loss", "mode": "max", "patience": 1}}
    spec = experiment(tmp_path, fit={"epochs": 9, "callbacks": [early]}, lint={"ignore": ["KR341"]})
    outcome = train(spec, runs_dir=tmp_path / "runs")
    assert (outcome.status, outcome.epochs) == ("finished", 2)
    assert read_status(outcome.run).reason == "a callback ended it after 2 of 9 epochs"


def test_missed_expectations_are_in_the_outcome(tmp_path):
    spec = experiment(tmp_path, expect={"test.accuracy": "> 1.5", "train.loss": "< 100"}, fit={"epochs": 1})
    outcome = train(spec, runs_dir=tmp_path / "runs")
    assert [str(expectation) for expectation, _ in outcome.missed] == ["test.accuracy > 1.5"]
    assert outcome.missed[0][1] == outcome.scores["test"]["accuracy"]


def test_nan_ends_as_failed_without_a_model(tmp_path):
    spec = experiment(
        tmp_path,
        data={"source": {"synthetic": {"task": "regression", "shape": [4], "train": 64, "test": 8}}},
        model={"layers": [{"Dense": 1}]},
        compile={"loss": "mse", "optimizer": {"SGD": 1e6}},
        fit={"epochs": 50, "batch_size": 16, "callbacks": ["TerminateOnNaN"]},
    )
    with pytest.raises(TrainingFault, match=r"the loss is (nan|inf) in epoch \d+, step \d"):
        train(spec, runs_dir=tmp_path / "runs")
    run = latest_run(tmp_path / "runs")
    status = read_status(run)
    assert status.state == "failed"
    assert "the loss is" in str(status.reason)
    assert status.epochs == len(read_history(run))
    assert not run.model_file.exists()
    assert run.report_file.exists()
    with pytest.raises(UsageError, match="no trained model"):
        evaluate(run)


def test_run_again_in_the_same_process_is_the_same_run(tmp_path, finished):
    spec = experiment(tmp_path, runtime={"precision": "mixed_bfloat16"}, fit={"epochs": 1})
    train(spec, runs_dir=tmp_path / "runs")
    outcome = finished[0]
    again = train(load_spec(outcome.run.resolved_file), runs_dir=tmp_path / "runs")
    assert again.weights_sha256 == outcome.weights_sha256
    assert again.optimizer_sha256 == outcome.optimizer_sha256
    assert again.scores == outcome.scores
