"""Trains a compiled model on the training split; the engine is Keras's own `fit`.

Called by `job/`, which has created the run directory; what happens goes out as events and lines of history.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import keras

from kerasrun.data.examples import ArrayExamples
from kerasrun.errors import OutOfMemory, TrainingFault
from kerasrun.events import Notify, TrainingEnded, TrainingStarted
from kerasrun.rundir.status import Ending
from kerasrun.training.interrupt import StopRequest
from kerasrun.training.reporter import Reporter, Stopped


@dataclass(frozen=True)
class Training:
    """How training ended: status finished, interrupted or failed, with the reason where it did not finish."""

    status: Ending
    epochs: int
    steps: int
    seconds: float
    signal: signal.Signals | None = None
    fault: TrainingFault | None = None


@dataclass(frozen=True)
class Plan:
    """The numbers of `fit`; see the spec's `fit` section."""

    epochs: int
    batch_size: int
    shuffle: bool = True
    class_weight: Mapping[int, float] | None = None
    steps_per_epoch: int | None = None
    validation_steps: int | None = None
    validation_batch_size: int | None = None
    validation_freq: int = 1

    def steps(self, rows: int) -> int:
        """Return the batches of one epoch over `rows` rows."""
        return self.steps_per_epoch or -(-rows // self.batch_size)


def train(
    model: keras.Sequential,
    examples: ArrayExamples,
    validation: ArrayExamples | None,
    plan: Plan,
    *,
    callbacks: Sequence[keras.callbacks.Callback],
    record: Callable[[Mapping[str, Any]], None],
    notify: Notify,
) -> Training:
    """Train `model` in place.

    Args:
        model: built and compiled.
        examples: the training split; targets as the loss wants them.
        validation: scored after each epoch, never trained on.
        plan: epochs, batches, weights.
        callbacks: the spec's callbacks, in order.
        record: called with each finished epoch's line of history.
        notify: called with events.

    Raises:
        OutOfMemory: TensorFlow could not get the memory.
    """
    steps = plan.steps(len(examples))
    notify(TrainingStarted(plan.epochs, steps, plan.batch_size))
    started = time.perf_counter()
    status: Ending = "finished"
    fault: TrainingFault | None = None
    with StopRequest() as stop:
        reporter = Reporter(notify, record, stop, plan.batch_size, len(examples))
        done = _EpochCounter()
        try:
            _fit(model, examples, validation, plan, [*callbacks, done, reporter])
        except (Stopped, KeyboardInterrupt):
            status = "interrupted"
        except TrainingFault as error:
            status, fault = "failed", error
        except MemoryError as error:
            raise _out_of_memory(plan.batch_size) from error
        except Exception as error:
            if type(error).__name__ == "ResourceExhaustedError":
                raise _out_of_memory(plan.batch_size) from error
            raise
    seconds = time.perf_counter() - started
    notify(TrainingEnded(status, done.epochs, seconds))
    return Training(status, done.epochs, reporter.total_steps, seconds, stop.signal, fault)


class _EpochCounter(keras.callbacks.Callback):
    """Counts finished epochs; EarlyStopping may end training before the plan does."""

    def __init__(self) -> None:
        super().__init__()
        self.epochs = 0

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        self.epochs = epoch + 1


def _fit(
    model: keras.Sequential,
    examples: ArrayExamples,
    validation: ArrayExamples | None,
    plan: Plan,
    callbacks: list[keras.callbacks.Callback],
) -> None:
    model.fit(
        examples.inputs,
        examples.targets,
        batch_size=plan.batch_size,
        epochs=plan.epochs,
        verbose=0,
        callbacks=callbacks,
        validation_data=(validation.inputs, validation.targets) if validation is not None else None,
        shuffle=plan.shuffle,
        class_weight=dict(plan.class_weight) if plan.class_weight else None,
        steps_per_epoch=plan.steps_per_epoch,
        validation_steps=plan.validation_steps,
        validation_batch_size=plan.validation_batch_size,
        validation_freq=plan.validation_freq,
    )


def _out_of_memory(batch_size: int) -> OutOfMemory:
    hint = f"try `fit.batch_size={max(batch_size // 2, 1)}`, or a smaller model"
    return OutOfMemory(f"the memory does not hold a step of {batch_size} rows", hint)
