from __future__ import annotations

import json
import math
import os
import signal
from pathlib import Path

import keras
import numpy as np
import pytest

from kerasrun.errors import (
    BuildError,
    DataError,
    Interrupted,
    OutOfMemory,
    Terminated,
    TrainingFault,
    UsageError,
)
from kerasrun.events import (
    BatchEnded,
    DataLoaded,
    ModelBuilt,
    Noted,
    RunCreated,
    SplitScored,
    ValidationStarted,
)
from kerasrun.job.evaluate import evaluate
from kerasrun.job.train import train
from kerasrun.rundir.environment import read_environment
from kerasrun.rundir.history import read_history
from kerasrun.rundir.manifest import check_manifest, read_manifest
from kerasrun.rundir.run import latest_run, open_run
from kerasrun.rundir.scores import read_scores
from kerasrun.rundir.status import read_status
from tests.experiment import BLOBS, SOFTMAX, experiment

ERROR = {"formula": "mean(abs(y_true - y_pred), axis=-1)", "name": "error"}


def save_npz(folder: Path, **arrays):
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "data.npz", **arrays)
    return {"npz": "data.npz"}


def rows(count, classes=3, seed=0):
    stream = np.random.default_rng(seed)
    return stream.normal(size=(count, 4)).astype("float32"), np.arange(count) % classes


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
    }
    check_manifest(run, names - {"manifest.json", "status.json"})
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
    assert kinds[:4] == ["RunCreated", "DataLoaded", "ModelBuilt", "Noted"]
    assert kinds[-3:] == ["SplitScored"] * 3
    assert events[1] == DataLoaded({"train": 48, "validation": 12, "test": 12}, (4,))
    assert events[2] == ModelBuilt("tiny", 4, 20 + 16 + 15, 20 + 8 + 15)
    assert "one-hot" in events[3].message


def test_environment_holds_what_is_allowed_and_nothing_else(finished):
    environment = read_environment(finished[0].run)
    assert set(environment) == {
        "versions", "python", "platform", "cpu", "devices", "seed", "threads", "runtime", "overrides",
        "variables", "git", "model", "data",
    }  # fmt: skip
    assert environment["runtime"] == {"precision": "float32", "jit": False, "deterministic": False}
    assert environment["model"] == {"layers": 4, "parameters": 51, "trainable_parameters": 43}
    assert environment["data"]["rows"] == {"train": 48, "validation": 12, "test": 12}
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


def test_test_rows_do_not_matter_to_training(tmp_path):
    x, y = rows(40)
    hashes = []
    for index in range(2):
        x_test, y_test = rows(15 + index, seed=index)
        folder = tmp_path / str(index)
        source = save_npz(folder, x_train=x, y_train=y, x_test=x_test * 1e6 * index, y_test=y_test)
        layers = ["Normalization", *SOFTMAX]
        spec = experiment(folder, data={"source": source, "validation": 0.25}, model={"layers": layers})
        outcome = train(spec, runs_dir=folder / "runs")
        hashes.append((outcome.weights_sha256, outcome.scores["train"], outcome.scores["validation"]))
    assert hashes[0] == hashes[1]


def test_validation_rows_do_not_matter_to_what_layers_learn(tmp_path):
    x, y = rows(40)
    x_val, y_val = rows(8)
    source = save_npz(tmp_path, x_train=x, y_train=y, x_val=x_val + 1000, y_val=y_val)
    spec = experiment(
        tmp_path, data={"source": source}, model={"layers": [{"Rescaling": 2.0}, "Normalization", *SOFTMAX]}
    )
    outcome = train(spec, runs_dir=tmp_path / "runs")
    learned = keras.models.load_model(outcome.run.model_file).layers[1]
    np.testing.assert_allclose(np.asarray(learned.mean).reshape(-1), x.mean(axis=0) * 2, rtol=1e-4, atol=1e-6)
    assert evaluate(outcome.run).scores == outcome.scores


def test_validation_share_is_stratified_and_validation_may_be_a_source(tmp_path):
    x, y = rows(60)
    source = save_npz(tmp_path, x_train=x, y_train=y)
    events: list = []
    spec = experiment(tmp_path, data={"source": source, "validation": 0.1, "test": 0.2}, fit={"epochs": 1})
    outcome = train(spec, runs_dir=tmp_path / "runs", notify=events.append)
    assert outcome.rows == {"train": 42, "validation": 6, "test": 12}
    other = {"synthetic": {**BLOBS["synthetic"], "train": 30, "test": 0}}
    spec = experiment(tmp_path, data={"source": BLOBS, "validation": other}, fit={"epochs": 1})
    assert train(spec, runs_dir=tmp_path / "runs").rows == {"train": 60, "validation": 30, "test": 12}


def test_text_from_file_to_score(tmp_path):
    texts = np.array(["good film", "bad film", "a good one", "so bad", "good", "bad"] * 4)
    ids = np.array([1, 0] * 12)
    source = save_npz(tmp_path, x_train=texts, y_train=ids, x_test=texts[:5], y_test=ids[:5])
    layers = [
        {"TextVectorization": {"max_tokens": 20, "output_sequence_length": 4}},
        {"Embedding": {"input_dim": 20, "output_dim": 4}},
        "GlobalAveragePooling1D",
        {"Dense": {"units": 1, "activation": "sigmoid"}},
    ]
    spec = experiment(
        tmp_path,
        data={"source": source, "validation": 0.25},
        model={"dtype": "string", "layers": layers},
        compile={"loss": "binary_crossentropy", "optimizer": {"Adam": 0.1}, "metrics": ["accuracy"]},
        fit={"epochs": 8, "batch_size": 8},
    )
    outcome = train(spec, runs_dir=tmp_path / "runs")
    assert outcome.scores["test"]["accuracy"] == 1.0
    # Another text file under the same name: the words the model knows stay those it was trained with.
    before = keras.models.load_model(outcome.run.model_file).layers[0].get_vocabulary()
    shuffled = np.array(["film film film one so"] * 24)
    save_npz(tmp_path, x_train=shuffled, y_train=ids, x_test=texts[:5], y_test=ids[:5])
    again = evaluate(outcome.run)
    assert again.scores["test"] == outcome.scores["test"]
    assert again.scores["train"] != outcome.scores["train"]
    assert "good" in [str(word) for word in before]
    train(spec, runs_dir=tmp_path / "runs", smoke=True)


def test_lookups_score_the_same_again(tmp_path):
    colours = np.array([["red"], ["blue"], ["green"]] * 8)
    source = save_npz(tmp_path, x_train=colours, y_train=np.arange(24) % 3)
    layers = [{"StringLookup": {"output_mode": "one_hot", "max_tokens": 4}}, *SOFTMAX]
    spec = experiment(
        tmp_path, data={"source": source, "validation": 0.25}, model={"dtype": "string", "layers": layers}
    )
    outcome = train(spec, runs_dir=tmp_path / "runs")
    assert evaluate(outcome.run).scores == outcome.scores


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


def test_python_code_runs_when_allowed_and_is_kept(tmp_path):
    code = "import keras\ndef top(y_true, y_pred):\n    return keras.ops.max(y_pred, axis=-1)\n"
    (tmp_path / "mine.py").write_text(code)
    section = {"loss": "categorical_crossentropy", "metrics": [{"python": "mine.py:top"}, "accuracy"]}
    spec = experiment(tmp_path, compile=section)
    with pytest.raises(UsageError, match="mine.py:top"):
        train(spec, runs_dir=tmp_path / "runs")
    assert not (tmp_path / "runs").exists()
    outcome = train(spec, runs_dir=tmp_path / "runs", allow_code=True)
    assert (outcome.run.code_directory / "mine.py").read_text() == code
    loaded = keras.models.load_model(outcome.run.model_file)
    assert loaded.compiled
    with pytest.raises(UsageError, match="code/mine.py:top"):
        evaluate(outcome.run)
    assert evaluate(outcome.run, allow_code=True).scores == outcome.scores


def test_code_that_fails_while_it_is_traced_names_its_line(tmp_path):
    (tmp_path / "mine.py").write_text("def top(y_true, y_pred):\n    return y_pred.no_such_thing\n")
    spec = experiment(
        tmp_path, compile={"loss": "categorical_crossentropy", "metrics": [{"python": "mine.py:top"}]}
    )
    with pytest.raises(BuildError, match="mine.py:2: AttributeError"):
        train(spec, runs_dir=tmp_path / "runs", allow_code=True)
    assert read_status(latest_run(tmp_path / "runs")).state == "failed"


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
    spec = experiment(tmp_path, fit={"epochs": 9, "callbacks": [early]})
    outcome = train(spec, runs_dir=tmp_path / "runs")
    assert (outcome.status, outcome.epochs) == ("finished", 2)
    assert read_status(outcome.run).reason == "a callback ended it after 2 of 9 epochs"


def test_fixed_batch_size_drops_the_short_batch_and_says_so(tmp_path):
    source = {"synthetic": {"task": "sequence", "shape": [5, 2], "train": 50, "test": 21}}
    layers = [{"LSTM": {"units": 3, "stateful": True}}, {"Dense": 2}]
    spec = experiment(
        tmp_path,
        data={"source": source, "validation": 0.2},
        model={"batch_size": 8, "layers": layers},
        compile={"loss": "mse"},
        fit={"epochs": 1, "batch_size": 64, "shuffle": False},
    )
    events: list = []
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


def test_nan_ends_as_failed_without_a_model(tmp_path):
    spec = experiment(
        tmp_path,
        data={"source": {"synthetic": {"task": "regression", "shape": [4], "train": 64, "test": 8}}},
        model={"layers": [{"Dense": 1}]},
        compile={"loss": "mse", "optimizer": {"SGD": 1e6}},
        fit={"epochs": 50, "batch_size": 16, "callbacks": ["TerminateOnNaN"]},
    )
    with pytest.raises(TrainingFault, match=r"the loss is (nan|inf) in epoch \d+, step \d: training stopped"):
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


def signal_when(kind, number, count=1):
    seen = []

    def notify(event):
        if isinstance(event, kind):
            seen.append(event)
            if len(seen) == count:
                signal.raise_signal(number)

    return notify


@pytest.mark.parametrize(
    ("kind", "number", "raised", "epochs"),
    [
        (BatchEnded, signal.SIGINT, Interrupted, 1),
        (BatchEnded, signal.SIGTERM, Terminated, 1),
        (ValidationStarted, signal.SIGINT, Interrupted, 0),
    ],
)
def test_signal_while_training_keeps_what_was_trained(tmp_path, kind, number, raised, epochs):
    spec = experiment(tmp_path, fit={"epochs": 9, "batch_size": 16})
    count = 5 if kind is BatchEnded else 1
    with pytest.raises(raised, match=f"interrupted after {epochs} whole epoch") as caught:
        train(spec, runs_dir=tmp_path / "runs", notify=signal_when(kind, number, count))
    assert type(caught.value) is raised
    run = latest_run(tmp_path / "runs")
    status = read_status(run)
    assert (status.state, status.epochs, status.reason) == ("interrupted", epochs, number.name)
    assert len(read_history(run)) == epochs
    assert str(run.directory) in str(caught.value.hint)
    assert keras.models.load_model(run.model_file).output_shape == (None, 3)
    scored = evaluate(run)
    assert (scored.status, set(scored.scores)) == ("interrupted", {"train", "validation", "test"})


@pytest.mark.parametrize("kind", [DataLoaded, ModelBuilt])
@pytest.mark.parametrize(("number", "raised"), [(signal.SIGINT, Interrupted), (signal.SIGTERM, Terminated)])
def test_signal_before_training(tmp_path, kind, number, raised):
    with pytest.raises(raised, match="interrupted after 0 whole epochs"):
        train(experiment(tmp_path), runs_dir=tmp_path / "runs", notify=signal_when(kind, number))
    run = open_run(tmp_path / "runs" / "latest")
    assert (read_status(run).state, read_status(run).reason) == ("interrupted", number.name)
    with pytest.raises(UsageError, match="no trained model"):
        evaluate(run)


def test_signal_while_saving_waits_for_the_file(tmp_path, monkeypatch):
    save = keras.Sequential.save

    def interrupted(self, *args, **kwargs):
        signal.raise_signal(signal.SIGINT)
        return save(self, *args, **kwargs)

    monkeypatch.setattr(keras.Sequential, "save", interrupted)
    with pytest.raises(Interrupted, match="after 2 whole epochs"):
        train(experiment(tmp_path), runs_dir=tmp_path / "runs")
    assert set(evaluate(latest_run(tmp_path / "runs")).scores) == {"train", "validation", "test"}


def test_signal_while_scoring(tmp_path):
    with pytest.raises(Interrupted, match="after 2 whole epochs"):
        train(
            experiment(tmp_path), runs_dir=tmp_path / "runs", notify=signal_when(SplitScored, signal.SIGINT)
        )
    run = latest_run(tmp_path / "runs")
    assert read_status(run).state == "interrupted"
    assert len(evaluate(run).scores) == 3


def test_second_ctrl_c_leaves_the_epoch_at_once(tmp_path):
    def notify(event):
        if isinstance(event, BatchEnded):
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(Interrupted):
        train(experiment(tmp_path), runs_dir=tmp_path / "runs", notify=notify)
    assert len(evaluate(latest_run(tmp_path / "runs")).scores) == 3


def test_memory_that_does_not_suffice(tmp_path):
    def notify(event):
        if isinstance(event, DataLoaded):
            raise MemoryError

    with pytest.raises(OutOfMemory):
        train(experiment(tmp_path), runs_dir=tmp_path / "runs", notify=notify)
    status = read_status(latest_run(tmp_path / "runs"))
    assert status.state == "failed"
    assert "memory" in str(status.reason)


def test_missed_expectations_are_in_the_outcome(tmp_path):
    spec = experiment(tmp_path, expect={"test.accuracy": "> 1.5", "train.loss": "< 100"}, fit={"epochs": 1})
    outcome = train(spec, runs_dir=tmp_path / "runs")
    assert [str(expectation) for expectation, _ in outcome.missed] == ["test.accuracy > 1.5"]
    assert outcome.missed[0][1] == outcome.scores["test"]["accuracy"]


def test_smoke_run_leaves_nothing_behind(tmp_path, finished, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr("tempfile.tempdir", None)
    (tmp_path / "temporary").mkdir()
    runs = finished[0].run.directory.parent
    before = sorted(path.name for path in runs.iterdir()), latest_run(runs).name
    events: list = []
    section = {"source": {"synthetic": {**BLOBS["synthetic"], "train": 5000}}, "validation": 0.2}
    spec = experiment(tmp_path, data=section, fit={"epochs": 9}, expect={"test.accuracy": "> 2"})
    outcome = train(spec, runs_dir=runs, smoke=True, notify=events.append)
    assert (outcome.epochs, outcome.steps, outcome.missed) == (1, 3, ())
    assert outcome.rows == {"train": 96, "validation": 64, "test": 12}
    assert (sorted(path.name for path in runs.iterdir()), latest_run(runs).name) == before
    assert not list((tmp_path / "temporary").iterdir())
    assert not [event for event in events if isinstance(event, RunCreated)]


def test_smoke_run_needs_no_runs_folder(tmp_path):
    train(experiment(tmp_path), runs_dir=tmp_path / "runs", smoke=True)
    assert not (tmp_path / "runs").exists()


def test_smoke_run_that_fails_says_why(tmp_path):
    spec = experiment(tmp_path, fit={"class_weight": {0: 1.0}})
    with pytest.raises(DataError, match="class_weight: expected one weight for each"):
        train(spec, runs_dir=tmp_path / "runs", smoke=True)
    with pytest.raises(Interrupted) as caught:
        train(
            experiment(tmp_path),
            runs_dir=tmp_path / "runs",
            smoke=True,
            notify=signal_when(BatchEnded, signal.SIGINT),
        )
    assert caught.value.message == "interrupted after 0 whole epochs"
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("precision", ["mixed_bfloat16", "mixed_float16", "bfloat16", "float64"])
def test_precisions_train(tmp_path, precision):
    spec = experiment(tmp_path, runtime={"precision": precision}, fit={"epochs": 1})
    outcome = train(spec, runs_dir=tmp_path / "runs")
    assert math.isfinite(outcome.scores["test"]["loss"])
    assert evaluate(outcome.run).scores == outcome.scores
    assert read_environment(outcome.run)["runtime"]["precision"] == precision


def test_compilation_and_determinism(tmp_path):
    spec = experiment(
        tmp_path, runtime={"jit": True, "deterministic": True, "devices": "cpu"}, fit={"epochs": 1}
    )
    first, second = (train(spec, runs_dir=tmp_path / "runs") for _ in range(2))
    environment = read_environment(first.run)
    assert environment["runtime"] == {"precision": "float32", "jit": True, "deterministic": True}
    assert environment["devices"] == ["CPU"]
    assert first.weights_sha256 == second.weights_sha256
    plain = train(experiment(tmp_path, runtime={"jit": False}, fit={"epochs": 1}), runs_dir=tmp_path / "runs")
    assert read_environment(plain.run)["runtime"]["jit"] is False


def test_run_again_in_the_same_process_is_the_same_run(tmp_path, finished):
    spec = experiment(tmp_path, runtime={"precision": "mixed_bfloat16"}, fit={"epochs": 1})
    train(spec, runs_dir=tmp_path / "runs")
    from kerasrun.job.load import load_spec

    outcome = finished[0]
    again = train(load_spec(outcome.run.resolved_file), runs_dir=tmp_path / "runs")
    assert again.weights_sha256 == outcome.weights_sha256
    assert again.optimizer_sha256 == outcome.optimizer_sha256
    assert again.scores == outcome.scores
