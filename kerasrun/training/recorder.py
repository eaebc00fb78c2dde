"""Watches each chunk of a training, so that the step in which a number went bad can be taken again.

In: the rows of each chunk, from `loop.py`. Out: what `TrainChunk` did, or a `TrainingFault` by `autopsy.py`.
The clock decides how often the state is copied; neither the copy nor its time changes a number.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import keras

from kerasrun.data.origin import Origin
from kerasrun.training.autopsy import Passed, examine
from kerasrun.training.order import Rows
from kerasrun.training.place import Places
from kerasrun.training.snapshot import Snapshot, find_bad
from kerasrun.training.train_chunk import Done, TrainChunk

SHARE = 0.01
"""Of the time that copies may take."""

LIMIT = 2**30
"""Bytes of variables above which there are none: the memory may be needed for the training itself."""


@dataclass(frozen=True)
class Source:
    """What a fault is explained with: where the parts of the model and the rows come from."""

    places: Places = Places()
    origin: Origin = Origin()


class Recorder:
    """Runs the chunks of one training."""

    def __init__(self, train: TrainChunk, source: Source | None = None) -> None:
        self._train = train
        self._model = train.model
        self._source = source or Source()
        self._snapshot = Snapshot(train.model)
        self._passed: list[Passed] = []
        self._last = float("-inf")
        self._cost = 0.0

    def run(self, epoch: int, step: int, rows: Rows) -> Done:
        """Train on the rows of one chunk.

        Args:
            epoch: counted from 0.
            step: batches of the epoch that are done.
            rows: as `TrainChunk.run` takes them.

        Raises:
            TrainingFault: the loss of a step is NaN or infinite.
        """
        if time.monotonic() - self._last >= self._cost / SHARE:
            self._copy(epoch, step)
        self._passed.append(Passed(epoch, step, rows, self._learning_rate()))
        done = self._train.run(rows)
        if not done.finite:
            self._fail(epoch, step + done.steps)
        return done

    def check(self, epoch: int, step: int) -> None:
        """Raise a TrainingFault if a weight is NaN or infinite, which the loss may never show."""
        if find_bad(self._model.weights) is not None:
            self._fail(epoch, step)

    def _copy(self, epoch: int, step: int) -> None:
        started = time.monotonic()
        if find_bad([*self._model.variables, *self._model.optimizer.variables]) is not None:
            self._fail(epoch, step)
        if _size(self._model) <= LIMIT:
            try:
                self._snapshot.take()
            except MemoryError:
                # What is left may do for the training itself.
                self._snapshot = Snapshot(self._model)
        self._passed.clear()
        self._last = time.monotonic()
        self._cost = self._last - started

    def _fail(self, epoch: int, step: int) -> None:
        passed = self._passed if self._snapshot.taken else []
        raise examine(
            self._train, self._snapshot, passed, (epoch, step), self._source.places, self._source.origin
        )

    def _learning_rate(self) -> float | None:
        """Return the rate that a callback may have set; None where a schedule tells it by the step."""
        rate: Any = self._model.optimizer.learning_rate
        return float(rate) if isinstance(rate, keras.Variable) else None


def _size(model: keras.Sequential) -> int:
    """Return the bytes of weights and slots, as if all were float32."""
    variables = [*model.variables, *model.optimizer.variables]
    return 4 * sum(int(variable.value.shape.num_elements() or 1) for variable in variables)
