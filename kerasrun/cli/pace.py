"""How fast training goes and how long it will take, from the times at which steps and epochs end.

The first step of a run traces and compiles the model, which can take longer than a thousand steps; it is left
out of every figure. Called by the live display.
"""

from __future__ import annotations

import time
from collections.abc import Callable

STEADY_AFTER = 0.5
"""Seconds of steps in an epoch after which their rate is steady; until then the last epoch's is told."""
SURE_AFTER = 2.0
"""Seconds of steps in the first epoch after which they say something about the rest."""


class Pace:
    """Told of every epoch and step; says `rate()` in rows a second, `left()` and `elapsed()` in seconds."""

    def __init__(
        self, epochs: int, steps: int, batch_size: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._epochs = epochs
        self._steps = max(steps, 1)
        self._batch_size = batch_size
        self._clock = clock
        self._began = clock()
        self._ended: float | None = None
        self._epoch = -1
        self._open = False
        self._step = 0
        self._first_step = 0
        """Steps of this epoch done at `_since`: 1 in the first epoch, whose first step is left out."""
        self._since = self._last = self._began
        self._durations: list[float] = []
        self._rate: float | None = None

    def begin_epoch(self, epoch: int) -> None:
        """Take in that an epoch, counted from 0, begins."""
        self._epoch, self._step, self._first_step, self._open = epoch, 0, 0, True
        self._since = self._last = self._clock()

    def end_step(self, step: int) -> None:
        """Take in that `step` steps of the epoch are done."""
        now = self._clock()
        if not self._durations and self._step == 0:
            self._since, self._first_step = now, step
        self._step, self._last = step, now
        done = step - self._first_step
        if done and now > self._since and (now - self._since >= STEADY_AFTER or step >= self._steps):
            self._rate = done * self._batch_size / (now - self._since)

    def end_epoch(self) -> None:
        """Take in that the epoch, its validation included, is done."""
        self._durations.append(max(self._clock() - self._since, 0.0))
        self._open = False

    def end(self) -> None:
        """Take in that training is over: `elapsed()` stands still."""
        self._ended = self._clock()

    def elapsed(self) -> float:
        """Return the seconds since training began."""
        return (self._clock() if self._ended is None else self._ended) - self._began

    def rate(self) -> float | None:
        """Return rows per second of the latest epoch with steps; None before the second step of the run."""
        return self._rate

    def left(self) -> float | None:
        """Return the seconds left, or None while that would be a guess."""
        whole = self._epoch_seconds()
        if whole is None:
            return None
        part = 1 - min(self._step / self._steps, 1.0) if self._open else 0.0
        return whole * (self._epochs - self._epoch - 1 + part)

    def _epoch_seconds(self) -> float | None:
        """Return the mean of the last five epochs; the first counts only while it is all there is."""
        if self._durations:
            known = self._durations[1:][-5:] or self._durations
            return sum(known) / len(known)
        done = self._step - self._first_step
        seconds = self._last - self._since
        return seconds / done * self._steps if done and seconds >= SURE_AFTER else None
