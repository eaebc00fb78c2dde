"""Numbers to a line of small bars: how a metric went, in one word. Called by the report and the screens."""

from __future__ import annotations

import math
from collections.abc import Sequence

BARS = "▁▂▃▄▅▆▇█"
GAP = "·"


def sparkline(values: Sequence[float | None], width: int = 30) -> str:
    """Return one bar per value, the lowest `▁` and the highest `█`; at most `width` of them.

    More values than that are put together in `width` groups of nearly one size, each drawn as its mean. A
    value that is None or not finite is a `·`; values that are all the same are drawn halfway up.
    """
    if width < 1:
        return ""
    means = [_mean(group) for group in _groups(values, width)]
    finite = [mean for mean in means if mean is not None]
    if not finite:
        return GAP * len(means)
    # Halved, so that the span of the largest and the smallest float is still a float.
    low, span = min(finite) / 2, max(finite) / 2 - min(finite) / 2
    top = len(BARS) - 1
    return "".join(
        GAP if mean is None else BARS[round((mean / 2 - low) / span * top) if span else top // 2]
        for mean in means
    )


def _groups(values: Sequence[float | None], width: int) -> list[Sequence[float | None]]:
    count = min(width, len(values))
    edges = [index * len(values) // count for index in range(count + 1)] if count else [0]
    return [values[start:end] for start, end in zip(edges, edges[1:], strict=False)]


def _mean(group: Sequence[float | None]) -> float | None:
    finite = [value for value in group if value is not None and math.isfinite(value)]
    return sum(value / len(finite) for value in finite) if finite else None
