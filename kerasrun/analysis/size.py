"""The number of weights of a stack, and whether this machine's memory can hold them."""

from __future__ import annotations

import os
from math import prod

from kerasrun.analysis.shape import per_axis
from kerasrun.analysis.walk import Step
from kerasrun.errors import Issue
from kerasrun.source.document import Document

MEMORY_SHARE = 0.8
"""Share of the machine's memory that weights and their gradients may take."""

_GATES = {"LSTM": 4, "GRU": 3, "SimpleRNN": 1}


def count_weights(step: Step) -> int:
    """Return the weights of the layers that can grow large; 0 for the others and where the input is unknown.

    Dense: inputs x units + units. Convolution: window x channels / groups x filters + filters. Recurrent:
    gates x units x (features + units + 1). Embedding: input_dim x output_dim.
    """
    layer, arguments = step.placed.layer, step.placed.layer.filled_arguments()
    name = layer.keras_name
    if name == "Embedding":
        return int(arguments["input_dim"] * arguments["output_dim"])
    axis = 0 if arguments.get("data_format") == "channels_first" else -1
    features = step.input_shape[axis] if step.input_shape else None
    if features is None:
        return 0
    if name == "Dense":
        return int((features + 1) * arguments["units"])
    if name in _GATES:
        units = arguments["units"]
        return int(_GATES[name] * units * (features + units + 1))
    if name in ("Conv1D", "Conv2D", "Conv3D"):
        window = prod(per_axis(arguments["kernel_size"], int(name[4])))
        return int((window * features // arguments["groups"] + 1) * arguments["filters"])
    return 0


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
