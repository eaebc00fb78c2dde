"""The number of weights of a stack, and whether this machine's memory can hold them."""

from __future__ import annotations

import os

from kerasrun.analysis.step import Step
from kerasrun.errors import Issue
from kerasrun.source.document import Document

MEMORY_SHARE = 0.8
"""Share of the machine's memory that weights and their gradients may take."""


def count_weights(step: Step) -> int:
    """Return the scalars of all weights of the layer; 0 where its input is unknown or does not fit."""
    return step.outcome.parameters if step.outcome else 0


def check_size(steps: list[Step], document: Document, memory: int | None = None) -> list[Issue]:
    """Return an issue at the largest layer where weights and gradients exceed the share of `memory` bytes."""
    available = memory_bytes() if memory is None else memory
    sizes = [8 * count_weights(step) for step in steps]
    if sum(sizes) <= MEMORY_SHARE * available:
        return []
    index = sizes.index(max(sizes))
    placed = steps[index].placed
    path = ("model", *placed.path, placed.layer.name)
    limit = f"{MEMORY_SHARE:.0%} of this machine's {available / 2**30:,.0f} GiB"
    message = (
        f"expected weights and gradients within {limit}, received {sum(sizes) / 2**30:,.0f} GiB, "
        f"most of it in this {placed.layer.name}"
    )
    return [
        Issue(
            "KR202", message, path, document.key_mark(path), "make the layer, or the input before it, smaller"
        )
    ]


def memory_bytes() -> int:
    """Return the machine's physical memory in bytes."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
