"""A Keras callback that tells what happens: events, a line of history per epoch, and the two ways to stop."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from typing import Any

import keras

from kerasrun.errors import TrainingFault
from kerasrun.events import BatchEnded, EpochEnded, EpochStarted, Notify, Stopping, ValidationStarted
from kerasrun.training.interrupt import StopRequest
from kerasrun.training.number import flatten_scores, shortest

BY_KERAS = (
    "take a smaller learning rate; `fit.engine: loop` names the layer that is first not finite, and the rows"
)
"""Keras's own `fit` does not show a step, so that nothing can be taken again."""


class Stopped(Exception):
    """Raised between two batches after a signal asked to stop."""


class Reporter(keras.callbacks.Callback):
    """Stands last in the callback list, so that it sees what other callbacks add to the logs."""

    def __init__(
        self,
        notify: Notify,
        record: Callable[[Mapping[str, Any]], None],
        stop: StopRequest,
        *,
        batch_size: int,
        rows: int,
        partial: bool,
    ) -> None:
        """Take where to send events, `record` for the finished epoch's line, and the flag to look at.

        Args:
            notify: receives the events.
            record: receives the line of history.jsonl.
            stop: set by signals.
            batch_size: rows per step.
            rows: rows of the training split.
            partial: an epoch takes `steps_per_epoch` batches and the next one goes on after them.
        """
        super().__init__()
        self.notify = notify
        self.record = record
        self.stop = stop
        self.batch_size = batch_size
        self.rows = rows
        self.partial = partial
        self.epoch = 0
        self.epochs = 0
        """Whole epochs done."""
        self.steps = 0
        """Batches of this epoch."""
        self.total_steps = 0
        self.began = False
        """Every callback was told that training begins: this one is the last."""
        self.validating = False
        self._batches_before = 0
        self._started = 0.0
        self._train_seconds = 0.0

    def get_state(self) -> dict[str, Any]:
        """Return where the training stands, for a checkpoint; times as seconds that passed."""
        return {
            "epoch": self.epoch,
            "epochs": self.epochs,
            "steps": self.steps,
            "total_steps": self.total_steps,
            "batches_before": self._batches_before,
            "seconds": time.perf_counter() - self._started,
            "train_seconds": self._train_seconds,
            "validating": self.validating,
        }

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Go on from a checkpoint."""
        self.epoch, self.epochs = state["epoch"], state["epochs"]
        self.steps, self.total_steps = state["steps"], state["total_steps"]
        self._batches_before = state["batches_before"]
        self._started = time.perf_counter() - state["seconds"]
        self._train_seconds = state["train_seconds"]
        self.validating = state["validating"]
        if self.epoch == self.epochs:
            self.notify(EpochStarted(self.epoch))

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        """Note that the callbacks before this one have begun."""
        self.began = True

    def on_epoch_begin(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Start the epoch's clock; stop at a signal of the epoch before, now that it is written down."""
        self._look_for_stop()
        batches = -(-self.rows // self.batch_size)
        before = self._batches_before + self.steps if self.partial else 0
        self._batches_before = before if before < batches else 0
        self.epoch, self.steps = epoch, 0
        self._started = time.perf_counter()
        self._train_seconds = 0.0
        self.notify(EpochStarted(epoch))

    def on_train_batch_end(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Report the running means; stop at a loss that is no number or at a signal."""
        # With several batches per execution Keras counts a last short group as a full one.
        left = -(-self.rows // self.batch_size) - self._batches_before
        steps = min(batch + 1, left)
        self.total_steps += steps - self.steps
        self.steps = steps
        self._train_seconds = time.perf_counter() - self._started
        values = flatten_scores(logs or {})
        loss = values.get("loss", 0.0)
        if not math.isfinite(loss):
            rate = shortest(self.model.optimizer.learning_rate)
            raise TrainingFault(
                f"the loss is {loss} in epoch {self.epoch + 1}, step {self.steps} (learning rate {rate}): "
                "training stopped",
                BY_KERAS,
                at=(self.epoch, self.steps),
            )
        self.notify(BatchEnded(self.epoch, self.steps, values))
        self._look_for_stop()

    def on_test_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        """Report that the validation split is being scored."""
        self.validating = True
        self.notify(ValidationStarted(self.epoch))

    def on_test_batch_end(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Look at the flag during validation too."""
        self._look_for_stop()

    def on_test_end(self, logs: Mapping[str, Any] | None = None) -> None:
        """Note that validation is over."""
        self.validating = False

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Write the epoch's line of history."""
        logs = dict(logs or {})
        rate = logs.pop("learning_rate", None)
        line = {
            "epoch": epoch,
            "steps": self.steps,
            "seconds": round(time.perf_counter() - self._started, 4),
            "samples_per_second": round(self._rows_seen() / max(self._train_seconds, 1e-9), 1),
            "learning_rate": shortest(self.model.optimizer.learning_rate if rate is None else rate),
            **flatten_scores(logs),
        }
        self.record(line)
        self.epochs = epoch + 1
        self.notify(EpochEnded(epoch, line))

    def _rows_seen(self) -> int:
        """Return the rows of this epoch; the last batch of the split may be short."""
        start = self._batches_before * self.batch_size
        return min(start + self.steps * self.batch_size, self.rows) - start

    def _look_for_stop(self) -> None:
        if self.stop.is_asked():
            self.notify(Stopping(self.stop.reason))
            raise Stopped
