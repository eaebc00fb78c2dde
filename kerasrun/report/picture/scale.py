"""Sizes of tensors to lengths of a picture: edges by square root, numbers of values by logarithm.

A map of 224 x 224 beside one of 7 x 7, and 25,088 values beside 10, would leave nothing to see at true scale.
The legend says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import log2, sqrt

from kerasrun.report.picture.scene import Stop

_EDGE, _DEPTH = 150.0, 84.0
"""Length of the largest edge and the deepest channel axis, in pixels."""

_EDGE_SCALE, _DEPTH_SCALE = 14.0, 3.8
"""Most pixels for the square root of one: small maps need not be blown up."""

_BAR = 12.0
"""Pixels of a bar for every doubling of its values."""

_FREE = 60.0
"""Length of an axis whose size is not known."""


@dataclass(frozen=True)
class Scale:
    """How long the axes of all shapes of one picture are."""

    edge_scale: float
    depth_scale: float

    def edge(self, size: int | None) -> float:
        """Return the length of a height, a width or a number of steps."""
        return _FREE if size is None else max(6.0, self.edge_scale * sqrt(size))

    def depth(self, channels: int | None) -> float:
        """Return the length of a channel or feature axis."""
        return _FREE / 2 if channels is None else max(5.0, self.depth_scale * sqrt(channels))

    def bar(self, values: int | None) -> float:
        """Return the length of a row of values."""
        return _FREE if values is None else _BAR * log2(1 + max(1, values))


def fit_scale(stops: Iterable[Stop]) -> Scale:
    """Return the scale at which the largest shape of the stack has the largest length."""
    edges, depths = [1], [1]
    for stop in stops:
        if len(stop.sizes) > 1:
            edges += [size for size in stop.sizes[:-1] if size is not None]
            depths += [size for size in stop.sizes[-1:] if size is not None]
    return Scale(
        min(_EDGE_SCALE, _EDGE / sqrt(max(1, *edges))), min(_DEPTH_SCALE, _DEPTH / sqrt(max(1, *depths)))
    )
