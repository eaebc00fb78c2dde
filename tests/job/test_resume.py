"""`resume` in one process: what it takes, says and refuses; `tests/fault` kills."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kerasrun.errors import Interrupted, ResumeRefused, StorageError, UsageError
from kerasrun.events import BatchEnded, DataLoaded, EpochEnded, EpochStarted, Noted
from kerasrun.job.outcome import Outcome
from kerasrun.job.resume import resume
from kerasrun.job.train import train
from kerasrun.rundir.history import read_history
from kerasrun.rundir.layout import Run
from kerasrun.rundir.lock import hold_run
from kerasrun.rundir.run import latest_run, open_run
from kerasrun.rundir.status import read_status
from kerasrun.spec.experiment import ExperimentSpec
from tests.experiment import experiment


def interrupting(kind: type, count: int) -> Callable[[Any], None]:
    """Return a listener that presses Ctrl-C at an event."""
    seen: list[Any] = []

    def notify(event: Any) -> None:
        if isinstance(event, kind):
            seen.append(event)
            if len(seen) == count:
                signal.raise_signal(signal.SIGINT)

    return notify


def interrupted(spec: ExperimentSpec, folder: Path, kind: type = BatchEnded, count: int = 4) -> Run:
    with pytest.raises(Interrupted):
        train(spec, runs_dir=folder / "runs", notify=interrupting(kind, count))
    return latest_run(folder / "runs")


def bits(outcome: Outcome) -> tuple[Any, ...]:
    clock = ("seconds", "samples_per_second")
    history = [{k: v for k, v in line.items() if k not in clock} for line in read_history(outcome.run)]
    return outcome.weights_sha256, outcome.optimizer_sha256, outcome.steps, history, outcome.scores


@pytest.mark.parametrize(
    ("kind", "count"), [(BatchEnded, 1), (BatchEnded, 4), (EpochEnded, 1), (DataLoaded, 1), (EpochStarted, 1)]
)
def test_it_ends_as_a_run_that_nothing_stopped(tmp_path: Path, kind: type, count: int) -> None:
    spec = experiment(tmp_path)
    whole = train(spec, runs_dir=tmp_path / "whole")
    run = interrupted(spec, tmp_path, kind, count)
    events: list[Any] = []
    outcome = resume(run.directory, notify=events.append)
    assert bits(outcome) == bits(whole)
    assert (outcome.status, read_status(run).state, read_status(run).reason) == ("finished", "finished", None)
    said = [event.message for event in events if isinstance(event, Noted)]
    expected = "begins again" if kind is DataLoaded else "going on in epoch"
    assert any(expected in line for line in said)


def test_more_epochs(tmp_path: Path) -> None:
    whole = train(experiment(tmp_path, fit={"epochs": 5, "batch_size": 16}), runs_dir=tmp_path / "whole")
    run = train(experiment(tmp_path), runs_dir=tmp_path / "runs").run
    assert resume(run, epochs="+1").epochs == 3
    assert resume(run, epochs="=4").epochs == 4
    assert bits(resume(run, epochs="5")) == bits(whole)
    assert "epochs: 5" in run.resolved_file.read_text("utf-8")


RATES = {"PiecewiseConstantDecay": {"boundaries": [6], "values": [0.1, 50.0]}}
WORSE = {"optimizer": {"SGD": {"learning_rate": RATES}}, "loss": "categorical_crossentropy"}
"""After two epochs the steps are so large that the loss rises, on labels that nothing can be learnt from."""
NOISE = {"synthetic": {"task": "noise", "shape": [4], "classes": 3, "train": 60, "test": 12}}


def test_from_the_best_checkpoint(tmp_path: Path) -> None:
    kept = {
        "data": {"source": NOISE, "validation": 0.2},
        "fit": {"epochs": 5, "batch_size": 16},
        "runtime": {"checkpoint": "epoch"},
    }
    run = train(experiment(tmp_path, compile=WORSE, **kept), runs_dir=tmp_path / "runs").run
    losses = [line["val_loss"] or 0.0 for line in read_history(run)]
    best = losses.index(min(losses)) + 1
    assert best < 4, "the last two are kept anyway"
    rates = {"PiecewiseConstantDecay": {"boundaries": [6], "values": [0.1, 0.1]}}
    gentle = {**WORSE, "optimizer": {"SGD": {"learning_rate": rates}}}
    changed = experiment(tmp_path, compile=gentle, **kept)
    events: list[Any] = []
    outcome = resume(run, spec=changed, allow_change=True, best=True, notify=events.append)
    assert outcome.scores["validation"]["loss"] < min(losses[best:])
    assert [line["epoch"] for line in read_history(run)] == [0, 1, 2, 3, 4]
    said = [event.message for event in events if isinstance(event, Noted)]
    assert any(f"going on in epoch {best + 1}" in line for line in said), said


def test_a_run_without_a_best_checkpoint(tmp_path: Path) -> None:
    run = interrupted(experiment(tmp_path), tmp_path)
    with pytest.raises(UsageError, match="has no best checkpoint"):
        resume(run, best=True)


@pytest.mark.parametrize("epochs", ["", "+", "0", "+0", "-3", "1.5", "ten", "=9999999999"])
def test_epochs_that_are_no_number(tmp_path: Path, epochs: str) -> None:
    run = interrupted(experiment(tmp_path), tmp_path, DataLoaded, 1)
    with pytest.raises(UsageError, match="expected epochs such as"):
        resume(run, epochs=epochs)


def test_a_finished_run_stays_as_it_is(tmp_path: Path) -> None:
    first = train(experiment(tmp_path), runs_dir=tmp_path / "runs")
    before = {path: path.read_bytes() for path in first.run.directory.rglob("*") if path.is_file()}
    events: list[Any] = []
    again = resume(first.run, notify=events.append)
    assert bits(again) == bits(first)
    assert [event.message for event in events] == [
        "the run is finished: 2 epochs; with more, as `kerasrun resume --epochs +10`, it goes on"
    ]
    after = {path: path.read_bytes() for path in first.run.directory.rglob("*") if path.is_file()}
    assert after == before


def test_another_spec(tmp_path: Path) -> None:
    run = interrupted(experiment(tmp_path), tmp_path)
    other = experiment(tmp_path, fit={"epochs": 2, "batch_size": 12}, seed=3)
    with pytest.raises(ResumeRefused, match="seed: 0 -> 3; fit.batch_size: 16 -> 12"):
        resume(run, spec=other)
    safe = experiment(tmp_path, fit={"epochs": 3, "batch_size": 16}, expect={"test.loss": "< 99"})
    assert resume(run, spec=safe).epochs == 3


def test_memory_above_the_limit_stops_a_training_that_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = experiment(tmp_path)
    whole = train(spec, runs_dir=tmp_path / "whole")
    with monkeypatch.context() as patch:
        patch.setattr("kerasrun.training.interrupt.used_memory", lambda: 2**50)
        with pytest.raises(Interrupted, match="more memory is in use than the limit: stopped after 0 whole"):
            train(spec, runs_dir=tmp_path / "runs", max_memory=2**40)
    run = latest_run(tmp_path / "runs")
    assert read_status(run).reason == "max-memory"
    assert bits(resume(run)) == bits(whole)


def test_a_run_in_use(tmp_path: Path) -> None:
    run = interrupted(experiment(tmp_path), tmp_path)
    with hold_run(run), pytest.raises(StorageError, match="in use by process"):
        resume(run)


def test_a_spec_that_was_changed_by_hand(tmp_path: Path) -> None:
    run = interrupted(experiment(tmp_path), tmp_path)
    text = run.resolved_file.read_text("utf-8")
    run.resolved_file.write_text(text.replace("epochs: 2", "epochs: 9"), "utf-8")
    with pytest.raises(StorageError, match="resolved.yaml: sha256 differs"):
        resume(run)


def test_a_run_that_was_killed_before_its_first_checksums(tmp_path: Path) -> None:
    run = interrupted(experiment(tmp_path), tmp_path, DataLoaded, 1)
    manifest = run.manifest_file.read_text("utf-8")
    start = manifest.index('"files"')
    run.manifest_file.write_text(manifest[:start] + '"files": {}\n}\n', "utf-8")
    assert resume(open_run(run.directory)).status == "finished"
