"""The loop over epochs, chunks of batches and validation; drives Keras's callbacks as `fit` does.

In: a compiled model, splits on the device, the plan. Out: the trained model; callbacks see every chunk. Where
it stands (`epoch`, `step`, `logs`) is open, so that `checkpoint.py` can write it down and go on from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from kerasrun.training.order import Order, Rows
from kerasrun.training.plan import Plan
from kerasrun.training.recorder import Recorder
from kerasrun.training.score_chunk import ScoreChunk
from kerasrun.training.tensors import Tensors
from kerasrun.training.train_chunk import Logs, TrainChunk


@dataclass
class Standing:
    """Where a training stands: `step` batches of `epoch` are done, both counted from 0."""

    epoch: int = 0
    step: int = 0
    logs: dict[str, Any] | None = None
    """The means of the epoch's training, once all its batches are done and until it ends."""
    scored: int = 0
    """Batches of its validation that are done: some layers draw random numbers there too."""


class Pauses:
    """What happens between steps; by default nothing. `keeper.py` writes checkpoints there."""

    def began(self) -> None:
        """Training begins, and the callbacks know."""

    def began_again(self) -> None:
        """A validation goes on in its middle, and the callbacks were told that it begins."""

    def after_chunk(self, loop: Loop, steps: int) -> None:
        """`steps` more batches are done."""

    def after_epoch(self, loop: Loop) -> None:
        """One more epoch is done, with its validation."""

    def before_end(self, loop: Loop) -> None:
        """All is done but what callbacks do at the end, such as to bring the best weights back."""


class Loop:
    """One training."""

    def __init__(
        self,
        model: keras.Sequential,
        train: TrainChunk,
        score: ScoreChunk,
        validation: Tensors | None,
        plan: Plan,
        order: Order,
        callbacks: Sequence[keras.callbacks.Callback],
        standing: Standing | None = None,
        recorder: Recorder | None = None,
        pauses: Pauses | None = None,
    ) -> None:
        """Take everything that a training needs.

        Args:
            model: built and compiled, its optimizer built.
            train: runs batches of the training split.
            score: runs batches of the validation split.
            validation: the validation split, or None.
            plan: epochs and how often to validate.
            order: which rows each step takes.
            callbacks: in order; told of one chunk where `fit` tells of one batch.
            standing: where an interrupted training stood; its variables are as they were then.
            recorder: runs the chunks of `train` and explains a number that goes bad.
            pauses: told between chunks and epochs.
        """
        self.model = model
        self.train = train
        self.score = score
        self.validation = validation
        self.plan = plan
        self.order = order
        self.standing = standing or Standing()
        self.recorder = recorder or Recorder(train)
        self.pauses = pauses or Pauses()
        self.callbacks = keras.callbacks.CallbackList(
            list(callbacks),
            add_history=True,
            model=model,
            verbose=0,
            epochs=plan.epochs,
            steps=order.span(0).steps,
        )

    def run(self) -> None:
        """Train from where it stands to the end, or until a callback stops it."""
        self.model.stop_training = False
        self.callbacks.on_train_begin()
        # BackupAndRestore leaves the epoch to begin with there.
        self.standing.epoch = self.model._initial_epoch or self.standing.epoch
        self.pauses.began()
        logs: dict[str, Any] = {}
        while self.standing.epoch < self.plan.epochs and not self.model.stop_training:
            logs = self._run_epoch()
            self.standing = Standing(self.standing.epoch + 1)
            self.pauses.after_epoch(self)
        self.pauses.before_end(self)
        if self.plan.epochs > 0:
            # Averaged weights take the place of the last ones.
            self.model.optimizer.finalize_variable_values(self.model.trainable_weights)
        self.callbacks.on_train_end(logs)

    def _run_epoch(self) -> dict[str, Any]:
        standing = self.standing
        if standing.step == 0:
            self.model.reset_metrics()
            self.callbacks.on_epoch_begin(standing.epoch)
        if standing.logs is None:
            self._train_epoch()
            # Before callbacks save the model or take it for the best.
            self.recorder.check(standing.epoch, standing.step)
            standing.logs = plain_logs(self.model.get_metrics_result())
        logs = dict(standing.logs)
        if self.validation is not None and (standing.epoch + 1) % self.plan.validation_freq == 0:
            logs |= {f"val_{name}": value for name, value in self._validate(self.validation).items()}
        self.callbacks.on_epoch_end(standing.epoch, logs)
        return logs

    def _train_epoch(self) -> None:
        for rows, count in self._chunks():
            first = self.standing.step
            self.callbacks.on_train_batch_begin(first)
            done = self.recorder.run(self.standing.epoch, first, rows)
            self.standing.step = first + done.steps
            self.callbacks.on_train_batch_end(self.standing.step - 1, plain_logs(done.logs))
            if self.model.stop_training or done.steps < count:
                break
            self.pauses.after_chunk(self, done.steps)

    def _chunks(self) -> Iterator[tuple[Rows, int]]:
        """Yield the rows of each chunk that the epoch still has, and its number of batches."""
        rows, size = self.order.rows_of(self.standing.epoch), self.order.batch_size
        for first in range(self.standing.step, self.order.span(self.standing.epoch).steps, self.train.steps):
            part = rows[first * size : (first + self.train.steps) * size]
            yield part, -(-len(part) // size)

    def _validate(self, tensors: Tensors) -> Logs:
        """Return the scores of the validation split, as `evaluate` takes them inside `fit`."""
        size = self.plan.validation_batch_size or self.plan.batch_size
        batches = -(-tensors.rows // size)
        batches = min(self.plan.validation_steps or batches, batches)
        standing = self.standing
        self.model.stop_evaluating = False
        self.callbacks.on_test_begin()
        if standing.scored == 0:
            self.model.reset_metrics()
        else:
            self.pauses.began_again()
        logs: Logs = plain_logs(self.model.get_metrics_result())
        for first in range(standing.scored, batches, self.train.steps):
            count = min(self.train.steps, batches - first)
            self.callbacks.on_test_batch_begin(first)
            logs = plain_logs(self.score.run(tensors, size, first, count))
            standing.scored = first + count
            self.callbacks.on_test_batch_end(first + count - 1, logs)
            if self.model.stop_evaluating:
                break
        self.callbacks.on_test_end(logs)
        return logs


def plain_logs(logs: Logs) -> dict[str, Any]:
    """Return the logs as Python numbers, or arrays where a metric has several values."""
    values = {name: np.asarray(value) for name, value in logs.items()}
    return {name: value.item() if value.ndim == 0 else value for name, value in values.items()}
