"""`train`: a checked spec to a finished run directory."""

from __future__ import annotations

import pathlib
import shutil
import signal
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kerasrun.errors import Interrupted, KerasrunError, StorageError, Terminated
from kerasrun.events import ModelBuilt, Notify, RunCreated, ignore
from kerasrun.job.load import Checked, check_spec
from kerasrun.job.outcome import Outcome
from kerasrun.job.paper import Code, find_code, write_facts, write_papers
from kerasrun.job.workspace import Workspace, build_workspace
from kerasrun.report.report import write_report
from kerasrun.rundir.history import append_epoch
from kerasrun.rundir.layout import Run
from kerasrun.rundir.manifest import write_manifest
from kerasrun.rundir.run import create_run
from kerasrun.rundir.scores import write_scores
from kerasrun.rundir.status import Ending, read_status, write_status
from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.function import FormulaSpec, PythonSpec

if TYPE_CHECKING:
    from kerasrun.training.train import Plan, Training

SMOKE_EPOCHS = 1
SMOKE_FOLDER = ".smoke"
"""Where in the runs folder a smoke run lives while it lasts."""


def train(
    spec: ExperimentSpec,
    *,
    runs_dir: str | pathlib.Path = "runs",
    name: str | None = None,
    smoke: bool = False,
    allow_code: bool = False,
    allowed: Sequence[pathlib.Path] = (),
    notify: Notify = ignore,
) -> Outcome:
    """Train the spec's model, score it on every split and keep everything in a new run directory.

    Args:
        spec: from `load_spec`.
        runs_dir: the folder that the run directory is made in.
        name: names the run directory instead of the spec's name.
        smoke: a few batches of every phase (train, validate, evaluate, save, reload); the run directory is
            removed at the end.
        allow_code: let Python files that the spec names run.
        allowed: folders outside the project that data may come from.
        notify: called with the events of `kerasrun.events`.

    Returns:
        The outcome; `missed` holds the expectations that were not met.

    Raises:
        SpecError: sections do not go together, or one that training needs is missing.
        DataError: the data is missing, damaged or does not fit.
        BuildError: Keras refuses the model.
        TrainingFault: the loss is no longer a number; the run directory says so.
        Interrupted: Ctrl-C or a termination signal; the run directory holds what was done.
        StorageError: the run directory cannot be written.
        OutOfMemory: the machine's memory does not hold the job.
    """
    checked = check_spec(spec, allowed=allowed, training=True)
    code = find_code(spec, allowed)
    folder = pathlib.Path(runs_dir)
    run = create_run(name or spec.name, runs_dir=folder / SMOKE_FOLDER if smoke else folder)
    if not smoke:
        notify(RunCreated(str(run.directory)))
    try:
        write_papers(run, spec, code)
        outcome = _Job(run, checked, code, smoke, notify).work(allow_code, allowed)
    except BaseException as error:
        _close(run, error)
        raise
    if smoke:
        shutil.rmtree(run.directory.parent)
    return outcome


class _Job:
    """One run from its papers to its report; holds what its phases share."""

    def __init__(self, run: Run, checked: Checked, code: Code, smoke: bool, notify: Notify) -> None:
        self.run = run
        self.checked = checked
        self.spec = checked.spec
        self.code = code
        self.smoke = smoke
        self.seconds: dict[str, float] = {}
        self.model_facts: dict[str, int] = {}
        self._listener = notify

    def notify(self, event: Any) -> None:
        if isinstance(event, ModelBuilt):
            self.model_facts = {
                "layers": event.layers,
                "parameters": event.parameters,
                "trainable_parameters": event.trainable_parameters,
            }
        self._listener(event)

    def work(self, allow_code: bool, allowed: Sequence[pathlib.Path]) -> Outcome:
        started = time.perf_counter()
        workspace = build_workspace(
            self.checked,
            code=self.code,
            allow_code=allow_code,
            allowed=allowed,
            smoke=self.smoke,
            notify=self.notify,
        )
        facts = self.checked.facts
        assert facts is not None
        runtime = {"device": workspace.runtime.device, "deterministic": workspace.runtime.deterministic}
        write_facts(self.run, self.spec, facts, workspace.raw, self.model_facts, runtime)
        self.seconds["prepare"] = time.perf_counter() - started
        training = self._train(workspace)
        if training.fault is not None:
            raise training.fault
        outcome = self._score(workspace, training)
        if training.status == "interrupted":
            run = self.run.directory
            kind = Terminated if training.signal is signal.SIGTERM else Interrupted
            raise kind(
                f"interrupted after {training.epochs} whole epochs; what was trained is in {run}",
                f"see it with `kerasrun evaluate {run}`",
            )
        return outcome

    def _train(self, workspace: Workspace) -> Training:
        from kerasrun.builder.callback import build_callbacks
        from kerasrun.training.save import save_model
        from kerasrun.training.train import train as train_model

        training = train_model(
            workspace.model,
            workspace.splits.train,
            workspace.splits.validation,
            self._plan(),
            callbacks=build_callbacks(self.spec.fit.callbacks, self.run.directory, self.spec.document),
            record=lambda line: append_epoch(self.run, line),
            notify=self.notify,
        )
        self.seconds["train"] = training.seconds
        if training.fault is None:
            compiled = self.spec.compile
            assert compiled is not None
            foreign = [part for part in compiled.all_metrics() if isinstance(part, FormulaSpec | PythonSpec)]
            save_model(
                workspace.model,
                self.run.model_file,
                foreign_loss=isinstance(compiled.loss, FormulaSpec | PythonSpec),
                foreign_metrics=frozenset(
                    p.name if isinstance(p, FormulaSpec) else p.function for p in foreign
                ),
            )
        status = read_status(self.run)
        reason = str(training.fault) if training.fault else training.signal.name if training.signal else None
        self.status = status.end(training.status, epochs=training.epochs, reason=reason)
        return training

    def _score(self, workspace: Workspace, training: Training) -> Outcome:
        from kerasrun.score.evaluate import evaluate, missed_expectations
        from kerasrun.training.fingerprint import hash_variables

        started = time.perf_counter()
        rows = {name: len(examples) for name, examples in workspace.splits.items()}
        scores: dict[str, dict[str, float]] = {}
        if training.status == "finished":
            batch_size = self.spec.model.batch_size or self.spec.fit.batch_size
            scores = evaluate(workspace.model, workspace.splits, batch_size=batch_size, notify=self.notify)
        self.seconds["evaluate"] = time.perf_counter() - started
        hashes = {
            "weights_sha256": hash_variables(workspace.model.variables),
            "optimizer_sha256": hash_variables(workspace.model.optimizer.variables),
        }
        if self.smoke:
            _check_reload(workspace, self.run)
        if scores:
            write_scores(self.run, {"scores": scores, "rows": rows, **hashes})
        write_status(self.run, self.status)
        write_report(self.run)
        write_manifest(self.run)
        return Outcome(
            run=self.run,
            status=training.status,
            epochs=training.epochs,
            steps=training.steps,
            scores=scores,
            rows=rows,
            seconds=self.seconds,
            missed=() if self.smoke else tuple(missed_expectations(self.spec.expect, scores)),
            **hashes,
        )

    def _plan(self) -> Plan:
        from kerasrun.training.train import Plan

        fit = self.spec.fit
        batch_size = self.spec.model.batch_size or fit.batch_size
        return Plan(
            epochs=min(fit.epochs, SMOKE_EPOCHS) if self.smoke else fit.epochs,
            batch_size=batch_size,
            shuffle=fit.shuffle,
            class_weight=fit.class_weight,
            steps_per_epoch=None if self.smoke else fit.steps_per_epoch,
            validation_steps=None if self.smoke else fit.validation_steps,
            validation_batch_size=self.spec.model.batch_size or fit.validation_batch_size,
            validation_freq=1 if self.smoke else fit.validation_freq,
        )


def _check_reload(workspace: Workspace, run: Run) -> None:
    """Load model.keras as plain Keras does and compare predictions on one batch."""
    import keras
    import numpy as np

    loaded = keras.models.load_model(run.model_file)
    count = workspace.model.input_shape[0] or 32
    batch = workspace.splits.train.inputs[:count]
    before, after = workspace.model.predict_on_batch(batch), loaded.predict_on_batch(batch)
    if not np.allclose(before, after, rtol=1e-4, atol=1e-5, equal_nan=True):
        raise StorageError(f"{run.model_file}: the reloaded model predicts other values than the trained one")


def _close(run: Run, error: BaseException) -> None:
    """Leave a run directory that says how it ended; a full disk must not hide the first error."""
    if not run.directory.is_dir():
        return
    try:
        status = read_status(run)
        if status.state == "running":
            reason = error.message if isinstance(error, KerasrunError) else type(error).__name__
            state: Ending = "interrupted" if isinstance(error, KeyboardInterrupt | Interrupted) else "failed"
            write_status(run, status.end(state, epochs=_epochs_done(run), reason=reason))
        write_report(run)
        write_manifest(run)
    except KerasrunError:
        return


def _epochs_done(run: Run) -> int:
    from kerasrun.rundir.history import read_history

    return len(read_history(run))
