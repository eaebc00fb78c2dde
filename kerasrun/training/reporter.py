"""A Keras callback that tells what happens: events, a line of history per epoch, and the two ways to stop."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from typing import Any

import keras

from kerasrun.errors import TrainingFault
from kerasrun.events import BatchEnded, EpochEnded, EpochStarted, Notify, ValidationStarted
from kerasrun.training.interrupt import StopRequest
from kerasrun.training.number import shortest


class Stopped(Exception):
    """Raised between two batches after a signal asked to stop."""


class Reporter(keras.callbacks.Callback):
    """Stands last in the callback list, so that it sees what other callbacks add to the logs."""

    def __init__(
        self,
        notify: Notify,
        record: Callable[[Mapping[str, Any]], None],
        stop: StopRequest,
        batch_size: int,
        rows: int,
    ) -> None:
        """Take where to send events, `record` for the finished epoch's line, and the flag to look at.

        Args:
            notify: receives the events.
            record: receives the line of history.jsonl.
            stop: set by signals.
            batch_size: rows per step.
            rows: rows per epoch.
        """
        super().__init__()
        self.notify = notify
        self.record = record
        self.stop = stop
        self.batch_size = batch_size
        self.rows = rows
        self.epoch = 0
        self.steps = 0
        self.total_steps = 0
        self.started = 0.0
        self.train_seconds = 0.0

    def on_epoch_begin(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Start the epoch's clock."""
        self.epoch, self.steps = epoch, 0
        self.started = time.perf_counter()
        self.train_seconds = 0.0
        self.notify(EpochStarted(epoch))

    def on_train_batch_end(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Report the running means; stop at a loss that is no number or at a signal."""
        self.total_steps += batch + 1 - self.steps
        self.steps = batch + 1
        self.train_seconds = time.perf_counter() - self.started
        values = {name: float(value) for name, value in (logs or {}).items()}
        loss = values.get("loss", 0.0)
        if not math.isfinite(loss):
            raise TrainingFault(
                f"the loss is {loss} in epoch {self.epoch + 1}, step {self.steps}: training stopped",
                "look for NaN or unscaled values in the data, or take a smaller learning rate",
            )
        self.notify(BatchEnded(self.epoch, self.steps, values))
        self._look_for_stop()

    def on_test_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        """Report that the validation split is being scored."""
        self.notify(ValidationStarted(self.epoch))

    def on_test_batch_end(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Look at the flag during validation too."""
        self._look_for_stop()

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Write the epoch's line of history."""
        logs = dict(logs or {})
        rate = logs.pop("learning_rate", None)
        seconds = time.perf_counter() - self.started
        line = {
            "epoch": epoch,
            "steps": self.steps,
            "seconds": round(seconds, 4),
            "samples_per_second": round(
                min(self.steps * self.batch_size, self.rows) / max(self.train_seconds, 1e-9), 1
            ),
            "learning_rate": shortest(self.model.optimizer.learning_rate if rate is None else rate),
            "loss": shortest(logs.pop("loss")),
            **{name: shortest(value) for name, value in logs.items()},
        }
        self.record(line)
        self.notify(EpochEnded(epoch, line))
        self._look_for_stop()

    def _look_for_stop(self) -> None:
        if self.stop.signal is not None:
            raise Stopped
