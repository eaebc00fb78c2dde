"""Trains a compiled model on the training split, with the loop or with Keras's own `fit`.

Called by `job/`, which has created the run directory; what happens goes out as events and lines of history.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import keras
import numpy as np

from kerasrun.builder.feed import feed
from kerasrun.data.examples import ArrayExamples
from kerasrun.errors import TrainingFault
from kerasrun.events import Notify, TrainingEnded, TrainingStarted, Warned
from kerasrun.rundir.status import Ending
from kerasrun.training.callback import wants_single_batches
from kerasrun.training.fault import explained
from kerasrun.training.health import ROWS, Health
from kerasrun.training.interrupt import StopRequest
from kerasrun.training.keeper import Checkpoints, Keeper
from kerasrun.training.loop import Loop
from kerasrun.training.metric import create_metric_variables
from kerasrun.training.order import Order
from kerasrun.training.place import Places
from kerasrun.training.plan import Plan
from kerasrun.training.recorder import Recorder, Source
from kerasrun.training.reporter import BY_KERAS, Reporter, Stopped
from kerasrun.training.score_chunk import ScoreChunk
from kerasrun.training.state import restore_model, restore_standing
from kerasrun.training.tensors import load_tensors
from kerasrun.training.train_chunk import TrainChunk


@dataclass(frozen=True)
class Training:
    """How training ended: status finished, interrupted or failed, with the fault where it failed."""

    status: Ending
    epochs: int
    steps: int
    seconds: float
    fault: TrainingFault | None = None


def train(
    model: keras.Sequential,
    examples: ArrayExamples,
    validation: ArrayExamples | None,
    plan: Plan,
    *,
    callbacks: Sequence[keras.callbacks.Callback],
    record: Callable[[Mapping[str, Any]], None],
    notify: Notify,
    stop: StopRequest,
    places: Places | None = None,
    score: ScoreChunk | None = None,
    checkpoints: Checkpoints | None = None,
) -> Training:
    """Train `model` in place.

    Args:
        model: built and compiled.
        examples: the training split; targets as the loss wants them.
        validation: scored after each epoch, never trained on.
        plan: epochs, batches, weights.
        callbacks: the spec's callbacks, in order; one that acts at single batches gets them.
        record: called with each finished epoch's line of history.
        notify: called with events.
        stop: looked at between batches.
        places: where the parts of the model stand in the spec, for the line of one that fails.
        score: scores the validation split; the caller's, so that what it traced serves later scores too.
        checkpoints: how they are written, and the one to go on from; the loop's alone.

    Raises:
        OutOfMemory, DataError, BuildError, StorageError: see `explained`.
    """
    if any(wants_single_batches(callback) for callback in callbacks):
        plan = replace(plan, chunk=1)
    notify(TrainingStarted(plan.epochs, plan.steps(len(examples)), plan.batch_size))
    started = time.perf_counter()
    status: Ending = "finished"
    fault: TrainingFault | None = None
    loop: Loop | None = None
    keeper: Keeper | None = None
    reporter = Reporter(
        notify,
        record,
        stop,
        batch_size=plan.batch_size,
        rows=len(examples),
        partial=plan.steps_per_epoch is not None,
    )
    health = Health(
        notify,
        load_tensors(examples.inputs[:ROWS], examples.targets[:ROWS]).parts,
        places=places,
        validation_rows=0 if validation is None else len(validation),
    )
    told = [*callbacks, health, reporter]
    with explained("train", plan.batch_size, model, places or Places(), callbacks):
        # Without its variables a model that is stopped before its first step could not be loaded.
        model.optimizer.build(model.trainable_variables)
        try:
            if plan.engine == "keras":
                _fit(model, examples, validation, plan, told)
            else:
                source = Source(places or Places(), examples.origin)
                loop = _loop(model, examples, validation, plan, told, notify, score, source)
                keeper = _keep(loop, checkpoints, told)
                loop.run()
        except (Stopped, KeyboardInterrupt) as stopped:
            status = "interrupted"
            try:
                if loop is not None and keeper is not None and isinstance(stopped, Stopped):
                    # Between two steps; a second Ctrl-C may have struck inside one.
                    keeper.keep(loop)
            except TrainingFault as error:
                status, fault = "failed", error
        except TrainingFault as error:
            status, fault = "failed", error
        except Exception:
            # They close their files even so; what else fails now would hide this error.
            with contextlib.suppress(Exception):
                _leave_validation(callbacks, reporter)
                _end_callbacks(callbacks, reporter)
            raise
        if status != "finished":
            _leave_validation(callbacks, reporter)
            _end_callbacks(callbacks, reporter)
    if fault is None:
        fault = _find_fault(model, reporter.epochs)
        status = status if fault is None else "failed"
    seconds = time.perf_counter() - started
    notify(TrainingEnded(status, reporter.epochs, seconds))
    return Training(status, reporter.epochs, reporter.total_steps, seconds, fault)


def _loop(
    model: keras.Sequential,
    examples: ArrayExamples,
    validation: ArrayExamples | None,
    plan: Plan,
    callbacks: list[keras.callbacks.Callback],
    notify: Notify,
    score: ScoreChunk | None,
    source: Source,
) -> Loop:
    eager = bool(model.run_eagerly)
    train = TrainChunk(
        model,
        load_tensors(examples.inputs, examples.targets, plan.class_weight),
        batch_size=plan.batch_size,
        steps=plan.chunk,
        jit=plan.jit and not eager,
        eager=eager,
        on_refusal=lambda reason: notify(Warned(f"XLA cannot compile this model: {reason}")),
    )
    held_out = load_tensors(validation.inputs, validation.targets) if validation is not None else None
    order = Order(len(examples), plan.batch_size, plan.seed, plan.shuffle, plan.steps_per_epoch)
    score = score or ScoreChunk(model, eager=eager)
    recorder = Recorder(train, source)
    return Loop(model, train, score, held_out, plan, order, callbacks, recorder=recorder)


def _keep(
    loop: Loop, checkpoints: Checkpoints | None, callbacks: Sequence[keras.callbacks.Callback]
) -> Keeper | None:
    """Let checkpoints be written, and go on from the one there is."""
    if checkpoints is None:
        return None
    restored = checkpoints.restored
    keeper = Keeper(loop.model, callbacks, checkpoints.write, checkpoints.rhythm, restored)
    loop.pauses = keeper
    # Metrics make their variables at the first step; a stop before it must keep them, as a restart has them.
    create_metric_variables(loop.model, loop.train.tensors)
    if restored is not None:
        restore_model(loop.model, *restored)
        loop.standing = restore_standing(*restored)
    return keeper


def _fit(
    model: keras.Sequential,
    examples: ArrayExamples,
    validation: ArrayExamples | None,
    plan: Plan,
    callbacks: list[keras.callbacks.Callback],
) -> None:
    model.fit(
        feed(examples.inputs),
        examples.targets,
        batch_size=plan.batch_size,
        epochs=plan.epochs,
        verbose=0,
        callbacks=callbacks,
        validation_data=(feed(validation.inputs), validation.targets) if validation is not None else None,
        shuffle=plan.shuffle,
        class_weight=dict(plan.class_weight) if plan.class_weight else None,
        steps_per_epoch=plan.steps_per_epoch,
        validation_steps=plan.validation_steps,
        validation_batch_size=plan.validation_batch_size,
        validation_freq=plan.validation_freq,
    )


def _end_callbacks(callbacks: Sequence[keras.callbacks.Callback], reporter: Reporter) -> None:
    """Tell the callbacks that training is over, as `fit` does when nothing stops it.

    They close their files, put averaged weights back and restore the best ones. Some that never began would
    fail.
    """
    if reporter.began:
        for callback in callbacks:
            callback.on_train_end({})


def _leave_validation(callbacks: Sequence[keras.callbacks.Callback], reporter: Reporter) -> None:
    """Tell the callbacks that a validation under way is over: some put averaged weights in for its time."""
    if reporter.began and reporter.validating:
        for callback in callbacks:
            callback.on_test_end({})


def _find_fault(model: keras.Sequential, epochs: int) -> TrainingFault | None:
    """Return the fault of weights that the last step, whose loss nobody sees, made infinite or NaN."""
    for weight in model.weights:
        if not np.isfinite(np.asarray(weight.value)).all():
            return TrainingFault(
                f"the weight {weight.path} is not finite after epoch {epochs}: training stopped",
                BY_KERAS,
                at=(epochs, 0),
            )
    return None
