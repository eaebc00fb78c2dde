"""Which rows each step takes: a function of the seed and the epoch alone, so that a run can stop anywhere.

In: rows, batch size, seed. Out: spans of steps and the rows of each. The engine asks before every chunk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int32]


@dataclass(frozen=True)
class Span:
    """The part of one pass over the data that an epoch takes: all of it, or `steps_per_epoch` batches."""

    turn: int
    """The pass, counted from 0; each has an order of its own."""
    first: int
    """The first batch of the pass that belongs to the epoch."""
    steps: int
    """Batches of the epoch."""


@dataclass(frozen=True)
class Order:
    """The order of `rows` rows in batches of `batch_size`."""

    rows: int
    batch_size: int
    seed: int = 0
    shuffle: bool = True
    steps_per_epoch: int | None = None

    @property
    def batches(self) -> int:
        """Batches of one pass over the data; the last one may be short."""
        return -(-self.rows // self.batch_size)

    def span(self, epoch: int) -> Span:
        """Return what `epoch`, counted from 0, takes.

        With `steps_per_epoch` an epoch goes on where the one before ended and ends where the data does, as
        Keras's do.
        """
        most = min(self.steps_per_epoch or self.batches, self.batches)
        parts = -(-self.batches // most)
        first = epoch % parts * most
        return Span(epoch // parts, first, min(most, self.batches - first))

    def rows_of(self, epoch: int) -> Rows:
        """Return the rows that `epoch` takes, one step after the other (int32)."""
        span = self.span(epoch)
        order = self._permutation(span.turn)
        start = span.first * self.batch_size
        return order[start : start + span.steps * self.batch_size]

    def _permutation(self, turn: int) -> Rows:
        if not self.shuffle:
            return np.arange(self.rows, dtype=np.int32)
        generator: Any = np.random.default_rng((self.seed, turn))
        return np.asarray(generator.permutation(self.rows), dtype=np.int32)
