"""The numbers of a training, as plain values: what the spec's `fit` says and what follows from its costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Engine = Literal["loop", "keras"]
"""loop: chunks of batches in one TensorFlow function; keras: Keras's own `fit`, the reference."""


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

    seed: int = 0
    """The order of the rows follows from it."""
    engine: Engine = "loop"
    chunk: int = 1
    """Batches of one call, for the loop."""
    jit: bool = False
    """Compile whole batches with XLA, for the loop."""

    def steps(self, rows: int) -> int:
        """Return the batches of one epoch over `rows` rows."""
        batches = -(-rows // self.batch_size)
        return min(self.steps_per_epoch or batches, batches)
