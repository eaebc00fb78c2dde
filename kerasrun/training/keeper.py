"""When a checkpoint is written: at the end, when asked to stop, and now and then so that little can be lost.

The clock decides here and nowhere else: a checkpoint changes no number of the training.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any, Literal

import keras

from kerasrun.errors import TrainingFault
from kerasrun.rundir.checkpoint import NonFiniteArray, Position
from kerasrun.rundir.crash import crash, crash_count
from kerasrun.training.loop import Loop, Pauses, Standing
from kerasrun.training.state import Arrays, State, capture_state, restore_callbacks, restore_model

Rhythm = Literal["auto", "epoch"] | int
"""auto: so rarely that it takes less than a hundredth of the time; epoch: after each; N: every N steps."""

SHARE = 0.01
"""Of the time that writing may take in `auto`."""
FIRST_SECONDS = 2.0
"""What the first checkpoint is taken to cost, in hundredths: it comes after two seconds."""

Write = Callable[[Position, dict[str, Any], dict[str, Any], bool], object]
"""Takes position, arrays, state, and whether this is the best checkpoint so far."""


@dataclass(frozen=True)
class Checkpoints:
    """How the checkpoints of a training are written, and the one that it goes on from."""

    write: Write
    rhythm: Rhythm = "auto"
    restored: tuple[Arrays, State] | None = None


class Keeper(Pauses):
    """Writes the checkpoints of one training, and gives callbacks back what a checkpoint holds of them."""

    def __init__(
        self,
        model: keras.Sequential,
        callbacks: Sequence[keras.callbacks.Callback],
        write: Write,
        rhythm: Rhythm = "auto",
        restored: tuple[Arrays, State] | None = None,
    ) -> None:
        """Take what is to be kept.

        Args:
            model: the model that trains.
            callbacks: all callbacks whose state counts, in order.
            write: writes one checkpoint.
            rhythm: how often.
            restored: the arrays and the state that the training goes on from.
        """
        self._restored = restored
        self._model = model
        self._callbacks = callbacks
        self._write = write
        self._rhythm = rhythm
        self._written: Standing | None = None
        self._best: float | None = restored[1].get("best") if restored else None
        self._cost = SHARE * FIRST_SECONDS
        self._last = time.monotonic()
        self._steps = 0
        self._epochs = 0
        self._steps_kept = 0

    def began(self) -> None:
        """Give the callbacks back what they had counted: to begin a training makes them forget it."""
        if self._restored is not None:
            restore_callbacks(self._callbacks, *self._restored)
            self._model.stop_training = self._restored[1]["stop_training"]

    def began_again(self) -> None:
        """Take back what callbacks did at the begin of a validation, such as to swap weights, once more."""
        assert self._restored is not None
        restore_model(self._model, *self._restored)
        self.began()

    def after_chunk(self, loop: Loop, steps: int) -> None:
        """Write a checkpoint if one is due after `steps` more steps."""
        self._steps += steps
        if self._is_due():
            self.keep(loop)
        _crash_after("batch", self._steps)
        if self._steps - steps < (crash_count("interrupt") or 0) <= self._steps:
            signal.raise_signal(signal.SIGINT)

    def after_epoch(self, loop: Loop) -> None:
        """Write a checkpoint if one is due after an epoch."""
        self._epochs += 1
        if self._rhythm == "epoch" or self._is_due():
            self.keep(loop)
        _crash_after("epoch", self._epochs)

    def before_end(self, loop: Loop) -> None:
        """Write the last one, from which more epochs can go on."""
        self.keep(loop)

    def keep(self, loop: Loop) -> None:
        """Write a checkpoint of where the loop stands, unless there is one.

        Raises:
            TrainingFault: a number of the model is not finite; nothing is written.
            StorageError: it cannot be written; the one before is intact.
        """
        if loop.standing == self._written:
            return
        position = Position(loop.standing.epoch, loop.standing.step)
        started = time.monotonic()
        arrays, state = capture_state(self._model, self._callbacks, loop.standing)
        loss = _epoch_loss(loop)
        is_best = loss is not None and (self._best is None or loss < self._best)
        state["best"] = best = loss if is_best else self._best
        try:
            self._write(position, arrays, state, is_best)
        except NonFiniteArray as error:
            # It finds the step and the part that came first, where it can.
            loop.recorder.check(position.epoch, position.step)
            raise TrainingFault(
                f"{_name_of(error.name, state)} is not finite in epoch {position.epoch + 1}, after step "
                f"{position.step}: training stopped",
                "look for unscaled values in the data, or take a smaller learning rate",
                at=(position.epoch, position.step),
            ) from error
        self._written, self._best = replace(loop.standing), best
        self._last = time.monotonic()
        self._cost = self._last - started
        self._steps_kept = self._steps

    def _is_due(self) -> bool:
        if isinstance(self._rhythm, int):
            return self._steps - self._steps_kept >= self._rhythm
        return self._rhythm == "auto" and time.monotonic() - self._last >= self._cost / SHARE


def _epoch_loss(loop: Loop) -> float | None:
    """Return the validation loss of the epoch that has just ended, or its loss where nothing validates.

    None within an epoch, after one that was not validated, and where this process has seen none end.
    """
    validated = loop.validation is not None
    if loop.standing.step or (validated and loop.standing.epoch % loop.plan.validation_freq):
        return None
    losses = loop.model.history.history.get("val_loss" if validated else "loss")
    return float(losses[-1]) if losses and isfinite(losses[-1]) else None


def _name_of(array: str, state: dict[str, Any]) -> str:
    """Return what the user knows an array of the model as."""
    kind, _, index = array.partition("/")
    names = state["variables"]
    return f"the variable {names[int(index)]}" if kind == "model" else f"a variable of the {kind}"


def _crash_after(counter: Literal["batch", "epoch"], done: int) -> None:
    planned = crash_count(counter)
    if planned is not None and done >= planned:
        crash()
