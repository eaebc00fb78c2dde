from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

import keras
import pytest

from kerasrun.errors import (
    BuildError,
    DataError,
    Interrupted,
    OutOfMemory,
    SpecError,
    Terminated,
    UsageError,
)
from kerasrun.events import (
    BatchEnded,
    DataLoaded,
    ModelBuilt,
    RunCreated,
    SplitScored,
    ValidationStarted,
)
from kerasrun.job.evaluate import evaluate
from kerasrun.job.train import train
from kerasrun.rundir.history import read_history
from kerasrun.rundir.run import latest_run, open_run
from kerasrun.rundir.status import read_status
from tests.experiment import BLOBS, experiment


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


def signal_when(kind: type, number: signal.Signals, count: int = 1) -> Callable[[Any], None]:
    seen: list[Any] = []

    def notify(event: Any) -> None:
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


def test_smoke_run_leaves_nothing_behind(tmp_path, finished, monkeypatch):
    (tmp_path / "here").mkdir()
    runs = finished[0].run.directory.parent
    before = sorted(path.name for path in runs.iterdir()), latest_run(runs).name
    events: list[Any] = []
    section = {"source": {"synthetic": {**BLOBS["synthetic"], "train": 5000}}, "validation": 0.2}
    spec = experiment(tmp_path, data=section, fit={"epochs": 9}, expect={"test.accuracy": "> 2"})
    monkeypatch.chdir(tmp_path / "here")
    outcome = train(spec, runs_dir=runs, smoke=True, notify=events.append)
    assert (outcome.epochs, outcome.steps, outcome.missed) == (1, 3, ())
    assert outcome.rows == {"train": 96, "validation": 64, "test": 12}
    assert (sorted(path.name for path in runs.iterdir()), latest_run(runs).name) == before
    assert not list((tmp_path / "here").iterdir())
    assert not [event for event in events if isinstance(event, RunCreated)]


def test_smoke_run_needs_no_runs_folder(tmp_path):
    train(experiment(tmp_path), runs_dir=tmp_path / "runs", smoke=True)
    assert not (tmp_path / "runs").exists()


def test_smoke_run_that_fails_says_why(tmp_path):
    spec = experiment(tmp_path, fit={"class_weight": {0: 1.0}})
    with pytest.raises(SpecError, match="class_weight: expected one weight for each"):
        train(spec, runs_dir=tmp_path / "runs", smoke=True)
    # Forced past the lint, the data is still checked.
    with pytest.raises(DataError, match="class_weight: expected one weight for each"):
        train(spec, runs_dir=tmp_path / "runs", smoke=True, force=True)
    with pytest.raises(Interrupted) as caught:
        train(
            experiment(tmp_path),
            runs_dir=tmp_path / "runs",
            smoke=True,
            notify=signal_when(BatchEnded, signal.SIGINT),
        )
    assert caught.value.message == "interrupted after 0 whole epochs"
    assert not (tmp_path / "runs").exists()
