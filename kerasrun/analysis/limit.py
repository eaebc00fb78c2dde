"""A training that the machine's memory cannot hold: refused before it starts, with a batch size that fits."""

from __future__ import annotations

import os
from collections.abc import Sequence

from kerasrun.analysis.memory import Memory, estimate_memory, training_bytes
from kerasrun.analysis.step import Step
from kerasrun.errors import Issue
from kerasrun.spec.experiment import ExperimentSpec

SHARE = 0.8
"""Share of the machine's memory that a training may take, where no limit is given."""


def memory_bytes() -> int:
    """Return the machine's physical memory in bytes."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def batch_rows(spec: ExperimentSpec) -> int:
    """Return the rows of one training step."""
    return spec.model.batch_size or spec.fit.batch_size


def spec_memory(
    spec: ExperimentSpec, steps: Sequence[Step], data: int = 0, rows: int | None = None
) -> Memory:
    """Return the memory of the spec's training, with `rows` in place of its own batch size if given."""
    return estimate_memory(
        steps,
        batch_size=rows or batch_rows(spec),
        optimizer=spec.optimizer,
        policy=spec.runtime.precision,
        data=data,
    )


def check_memory(
    spec: ExperimentSpec, steps: Sequence[Step], data: int = 0, limit: int | None = None
) -> list[Issue]:
    """Return an issue at the largest layer where the training is expected to take more than `limit` bytes.

    Args:
        spec: a valid spec.
        steps: its layers.
        data: bytes of the splits in memory.
        limit: bytes; `SHARE` of the machine's memory where none is given.
    """
    machine = memory_bytes()
    bound = round(SHARE * machine) if limit is None else limit
    memory = spec_memory(spec, steps, data)
    if memory.total <= bound:
        return []
    if memory.framework >= bound:
        message = f"expected a limit above the {_amount(memory.framework)} of TensorFlow itself, received "
        return [Issue("KR202", message + _amount(bound), hint="allow more memory")]
    placed = largest_layer(spec, steps)[0].placed
    path = ("model", *placed.path, placed.layer.name)
    whose = f"{SHARE:.0%} of this machine's {_amount(machine)}" if limit is None else "the limit"
    message = (
        f"expected a training within {_amount(bound)}, {whose}, received about "
        f"{_amount(memory.total)}, most of it in this {placed.layer.name}"
    )
    return [Issue("KR202", message, path, spec.document.key_mark(path), _hint(spec, memory, bound))]


def largest_layer(spec: ExperimentSpec, steps: Sequence[Step]) -> tuple[Step, int]:
    """Return the layer that takes the most memory in training, and its bytes."""
    policy, optimizer, rows = spec.runtime.precision, spec.optimizer, batch_rows(spec)
    sizes = [training_bytes(step, batch_size=rows, optimizer=optimizer, policy=policy) for step in steps]
    return steps[sizes.index(max(sizes))], max(sizes)


def batch_key(spec: ExperimentSpec) -> str:
    """Return where the spec says how many rows a step takes."""
    return "model.batch_size" if spec.model.batch_size else "fit.batch_size"


def fitting_rows(spec: ExperimentSpec, memory: Memory, bound: int) -> int:
    """Return the largest power of two of rows whose training is expected within `bound` bytes; 0 for none."""
    each = memory.activations // batch_rows(spec)
    left = bound - memory._replace(activations=0).total
    fitting = left // each if each else 0
    return _round_down(fitting) if fitting >= 1 else 0


def _hint(spec: ExperimentSpec, memory: Memory, bound: int) -> str:
    """Return the batch size that fits; where none does, what else to change."""
    rows = fitting_rows(spec, memory, bound)
    if rows < 1:
        return "make the layer, or the input before it, smaller"
    return f"write `{batch_key(spec)}: {rows}` or less"


def _round_down(rows: int) -> int:
    """Return the largest power of two that is not above `rows`."""
    return 1 << (rows.bit_length() - 1)


def _amount(size: int) -> str:
    if size < 2**30:
        return f"{size / 2**20:,.0f} MiB"
    return f"{size / 2**30:,.1f} GiB" if size < 100 * 2**30 else f"{size / 2**30:,.0f} GiB"
