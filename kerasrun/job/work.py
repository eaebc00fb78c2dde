"""The work of one training run, from its papers to its report; `train.py` makes the run and ends it."""

from __future__ import annotations

import pathlib
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from kerasrun.analysis.pace import choose_pace
from kerasrun.errors import StorageError
from kerasrun.events import Event, ModelBuilt, Noted, Notify
from kerasrun.job.load import Checked
from kerasrun.job.outcome import Outcome
from kerasrun.job.paper import Code, compare_data, note_peak, write_facts
from kerasrun.job.shortage import shortage_placed
from kerasrun.job.workspace import Workspace, build_workspace
from kerasrun.report.report import write_report
from kerasrun.rundir.checkpoint import Checkpoint, write_checkpoint
from kerasrun.rundir.environment import read_environment
from kerasrun.rundir.history import append_epoch
from kerasrun.rundir.layout import Run
from kerasrun.rundir.manifest import write_manifest
from kerasrun.rundir.scores import write_scores
from kerasrun.rundir.status import read_status, write_status

if TYPE_CHECKING:
    import keras

    from kerasrun.training.interrupt import StopRequest
    from kerasrun.training.keeper import Checkpoints
    from kerasrun.training.plan import Plan
    from kerasrun.training.score_chunk import ScoreChunk
    from kerasrun.training.train import Training

SMOKE_EPOCHS = 1


class Work:
    """One run; holds what its phases share."""

    def __init__(
        self, run: Run, checked: Checked, code: Code, *, stop: StopRequest, smoke: bool, notify: Notify
    ) -> None:
        self.run = run
        self.checked = checked
        self.spec = checked.spec
        self.code = code
        self.stop = stop
        self.smoke = smoke
        self.seconds: dict[str, float] = {}
        self._built: ModelBuilt | None = None
        self._checkpoint: Checkpoint | None = None
        self._allow_change = False
        self._departures: list[str] = []
        self._listener = notify

    def go_on_from(self, checkpoint: Checkpoint, *, allow_change: bool, departures: Sequence[str]) -> None:
        """Go on from a checkpoint in place of the start.

        Args:
            checkpoint: the last one that is whole.
            allow_change: go on although the data changed.
            departures: see `write_facts`.
        """
        self._checkpoint, self._allow_change = checkpoint, allow_change
        self._departures = list(departures)

    def do(self, *, allow_code: bool, allowed: Sequence[pathlib.Path]) -> Outcome:
        """Load, build, train, save, score and report.

        Raises:
            KerasrunError: see `train`; KeyboardInterrupt for a signal, after what was trained is saved.
        """
        from kerasrun.training.score_chunk import ScoreChunk

        started = time.perf_counter()
        workspace = build_workspace(
            self.checked,
            code=self.code,
            allow_code=allow_code,
            allowed=allowed,
            smoke=self.smoke,
            notify=self._notify,
        )
        plan = self._plan(workspace)
        if self._checkpoint is not None:
            self._departures += compare_data(self.run, workspace.raw, allow_change=self._allow_change)
            self._departures += self._compare_pace(plan)
        self._write_facts(workspace, plan)
        self.seconds["prepare"] = time.perf_counter() - started
        score = ScoreChunk(workspace.model, eager=bool(workspace.model.run_eagerly))
        with self.stop.held(), shortage_placed(self.checked):
            training = self._train(workspace, plan, score)
        if training.fault is not None:
            raise training.fault
        if training.status == "interrupted" or self.stop.signal is not None:
            raise KeyboardInterrupt
        return self._finish(workspace, plan, training, score)

    def _notify(self, event: Event) -> None:
        if isinstance(event, ModelBuilt):
            self._built = event
        self._listener(event)

    def _write_facts(self, workspace: Workspace, plan: Plan) -> None:
        facts, built = self.checked.facts, self._built
        assert facts is not None
        assert built is not None
        model = {
            "layers": built.layers,
            "parameters": built.parameters,
            "trainable_parameters": built.trainable_parameters,
        }
        jit = plan.jit if plan.engine == "loop" else bool(workspace.model.jit_compile)
        runtime = {**vars(workspace.runtime), "jit": jit, "engine": plan.engine, "chunk": plan.chunk}
        write_facts(
            self.run,
            self.spec,
            facts,
            workspace.raw,
            model,
            runtime,
            self.checked.analysis.memory,
            self._departures,
        )

    def _compare_pace(self, plan: Plan) -> list[str]:
        """Return what is to be said where more epochs make XLA worth its time: it rounds in another way."""
        before = read_environment(self.run)["runtime"].get("jit")
        if before in (plan.jit, None):
            return []
        told = f"XLA {'compiles' if plan.jit else 'no longer compiles'} the steps from here on"
        self._notify(Noted(f"{told}: a run in one go need not end with the same bits"))
        return [told]

    def _train(self, workspace: Workspace, plan: Plan, score: ScoreChunk) -> Training:
        """Train and save; the model and its checksum are on the disk before anything is scored."""
        from kerasrun.builder.callback import build_callbacks
        from kerasrun.builder.compile import make_portable
        from kerasrun.training.save import save_model
        from kerasrun.training.train import train as train_model

        compiled, fit = self.spec.compile, self.spec.fit
        assert compiled is not None
        portable: Callable[[keras.Sequential], keras.Sequential] = make_portable(compiled)
        callbacks = build_callbacks(fit.callbacks, self.run.directory, self.spec.document, portable)
        training = train_model(
            workspace.model,
            workspace.splits.train,
            workspace.splits.validation,
            plan,
            callbacks=callbacks,
            record=lambda line: append_epoch(self.run, line),
            notify=self._notify,
            stop=self.stop,
            places=workspace.places,
            score=score,
            checkpoints=None if self.smoke else self._checkpoints(),
        )
        self.seconds["train"] = training.seconds
        if training.fault is None:
            save_model(portable(workspace.model), self.run.model_file)
            write_manifest(self.run)
        return training

    def _checkpoints(self) -> Checkpoints:
        from kerasrun.training.keeper import Checkpoints

        found = self._checkpoint
        return Checkpoints(
            write=lambda position, arrays, state, is_best: write_checkpoint(
                self.run, position, arrays, state, best=is_best
            ),
            rhythm=self.spec.runtime.checkpoint,
            restored=(found.arrays, found.state) if found else None,
        )

    def _finish(self, workspace: Workspace, plan: Plan, training: Training, score: ScoreChunk) -> Outcome:
        from kerasrun.score.baseline import learn_constants, score_baselines
        from kerasrun.score.evaluate import evaluate, missed_expectations
        from kerasrun.training.fingerprint import hash_variables

        started = time.perf_counter()
        hashes = {
            "weights_sha256": hash_variables(workspace.model.variables),
            "optimizer_sha256": hash_variables(workspace.model.optimizer.variables),
        }
        rows = {name: len(examples) for name, examples in workspace.splits.items()}
        scores = evaluate(
            workspace.model,
            workspace.splits,
            batch_size=plan.batch_size,
            notify=self._notify,
            places=workspace.places,
            score=score,
        )
        constants = learn_constants(workspace.splits.train, workspace.model)
        baselines = score_baselines(workspace.model, dict(workspace.splits.items()), constants)
        if self.smoke:
            _check_reload(workspace, self.run)
        self.seconds["evaluate"] = time.perf_counter() - started
        kept = {"baselines": baselines, "constants": constants and constants.as_json()}
        write_scores(self.run, {"scores": scores, **kept, "rows": rows, **hashes})
        early = f"a callback ended it after {training.epochs} of {plan.epochs} epochs"
        reason = early if training.epochs < plan.epochs else None
        write_status(self.run, read_status(self.run).end("finished", epochs=training.epochs, reason=reason))
        note_peak(self.run)
        write_report(self.run)
        write_manifest(self.run)
        return Outcome(
            run=self.run,
            status="finished",
            epochs=training.epochs,
            steps=training.steps,
            scores=scores,
            baselines=baselines,
            rows=rows,
            seconds=self.seconds,
            missed=() if self.smoke else tuple(missed_expectations(self.spec.expect, scores)),
            **hashes,
        )

    def _plan(self, workspace: Workspace) -> Plan:
        from kerasrun.training.plan import Plan

        fit, steps = self.spec.fit, self.checked.analysis.steps
        rows, gpu = len(workspace.splits.train), workspace.runtime.device == "gpu"
        pace = choose_pace(self.spec, steps, rows, gpu=gpu)
        return Plan(
            epochs=min(fit.epochs, SMOKE_EPOCHS) if self.smoke else fit.epochs,
            batch_size=self.spec.model.batch_size or fit.batch_size,
            shuffle=fit.shuffle,
            class_weight=fit.class_weight,
            steps_per_epoch=None if self.smoke else fit.steps_per_epoch,
            validation_steps=None if self.smoke else fit.validation_steps,
            validation_batch_size=self.spec.model.batch_size or fit.validation_batch_size,
            validation_freq=1 if self.smoke else fit.validation_freq,
            seed=self.spec.seed,
            engine=fit.engine,
            chunk=pace.chunk,
            jit=pace.jit and not workspace.runtime.deterministic,
        )


def _check_reload(workspace: Workspace, run: Run) -> None:
    """Load model.keras as plain Keras does and compare predictions on one batch."""
    import keras
    import numpy as np

    from kerasrun.builder.feed import feed
    from kerasrun.score.evaluate import reset_states

    loaded: Any = keras.models.load_model(run.model_file)
    count = workspace.model.input_shape[0] or 32
    batch = feed(workspace.splits.train.inputs[:count])
    reset_states(workspace.model)
    before, after = workspace.model.predict_on_batch(batch), loaded.predict_on_batch(batch)
    if not np.allclose(before, after, rtol=1e-4, atol=1e-5, equal_nan=True):
        raise StorageError(f"{run.model_file}: the reloaded model predicts other values than the trained one")
