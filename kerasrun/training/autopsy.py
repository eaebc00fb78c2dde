"""The step in which a number went bad, taken again: which layer, loss or gradient was first, from which rows.

In: the state before some steps, and the rows of each, from `recorder.py`. The same function takes the same
steps to the same numbers; the one that fails is then taken part by part in `culprit.py`. Out: a
`TrainingFault`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kerasrun.builder.refusal import is_out_of_memory
from kerasrun.data.origin import Origin
from kerasrun.errors import TrainingFault
from kerasrun.training.culprit import Culprit, find_culprit
from kerasrun.training.number import shortest
from kerasrun.training.order import Rows
from kerasrun.training.place import Places
from kerasrun.training.snapshot import Snapshot, find_bad
from kerasrun.training.train_chunk import TrainChunk

MOST_ROWS = 5
"""Rows that a message names."""

_HINT = "look for unscaled values in the data, or take a smaller learning rate"


@dataclass(frozen=True)
class Passed:
    """One chunk that was run."""

    epoch: int
    step: int
    """Batches of the epoch before it."""
    rows: Rows
    learning_rate: float | None
    """The rate while it ran, where a callback may have set it."""


@dataclass(frozen=True)
class Finding:
    """What an autopsy found of the step; the model is as it was before it."""

    epoch: int
    """Counted from 0."""
    step: int
    """Batches of the epoch, this one included."""
    learning_rate: float
    loss: float
    batch: Rows
    """The rows of the training split that the step took."""
    culprit: Culprit | None
    """None where the step, taken part by part, shows nothing: other kernels round otherwise."""


def examine(
    train: TrainChunk,
    snapshot: Snapshot,
    passed: Sequence[Passed],
    noticed: tuple[int, int],
    places: Places,
    origin: Origin,
) -> TrainingFault:
    """Return the fault of a training whose numbers went bad.

    Args:
        train: takes the steps.
        snapshot: the state before the first of the chunks.
        passed: the chunks since then; empty where there is no snapshot.
        noticed: the epoch, counted from 0, and the batches of it after which it was seen.
        places: where the layers and the loss stand in the spec.
        origin: where the rows of the training split come from.
    """
    try:
        finding = find(train, snapshot, passed, places) if passed else None
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        # All outputs at once take more than a step does; that the training failed is known without them.
        finding = None
    if finding is None:
        epoch, step = noticed
        return TrainingFault(
            f"the loss or a weight is not finite in epoch {epoch + 1}, step {step}: training stopped",
            _HINT,
            at=noticed,
        )
    culprit, at = finding.culprit, (finding.epoch, finding.step)
    what = f"the loss is {finding.loss}" if not np.isfinite(finding.loss) else "a weight is not finite"
    message = (
        f"{what} in epoch {finding.epoch + 1}, step {finding.step} "
        f"(learning rate {shortest(finding.learning_rate)})"
    )
    if culprit is None:
        return TrainingFault(f"{message}: training stopped", _HINT, at=at)
    place = f" ({culprit.mark})" if culprit.mark else ""
    message = f"{message}; first not finite: {culprit.what}{place}{_from(culprit, finding.batch, origin)}"
    return TrainingFault(message, culprit.hint, culprit.mark, at=at)


def find(train: TrainChunk, snapshot: Snapshot, passed: Sequence[Passed], places: Places) -> Finding | None:
    """Take the steps again up to the first one that ends in a bad number; None where all end well."""
    model = train.model
    snapshot.restore()
    before = Snapshot(model)
    for epoch, step, rows, rate in _steps(passed, train.batch_size):
        if rate is not None:
            model.optimizer.learning_rate = rate
        before.take()
        # The mean that the step shows is its own loss.
        model.reset_metrics()
        done = train.run(rows)
        if done.finite and find_bad([*model.variables, *model.optimizer.variables]) is None:
            continue
        before.restore()
        used = float(model.optimizer.learning_rate)
        culprit = find_culprit(model, train.tensors.take(rows), places)
        before.restore()
        return Finding(epoch, step, used, float(done.logs["loss"]), rows, culprit)
    return None


def _steps(passed: Sequence[Passed], size: int) -> Iterator[tuple[int, int, Rows, float | None]]:
    """Yield epoch, batches of it with this one, rows and learning rate of every step of the chunks."""
    for chunk in passed:
        for index, start in enumerate(range(0, len(chunk.rows), size), chunk.step + 1):
            yield chunk.epoch, index, chunk.rows[start : start + size], chunk.learning_rate


def _from(culprit: Culprit, batch: Rows, origin: Origin) -> str:
    """Return `, from rows 12, 40 of x_train`; nothing where the rows are not known."""
    if not culprit.rows:
        return ""
    if len(culprit.rows) == len(batch) > 1:
        return f", from all {len(batch)} rows of the batch"
    return f", from {origin.name_rows(culprit.part, [int(batch[row]) for row in culprit.rows], MOST_ROWS)}"
