"""Numbers, durations, times and shapes as a person reads them, the same in the report and on the screen."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime

_THOUSANDS = "kMGTPE"


def format_score(value: float | None) -> str:
    """Return a loss or metric with four digits that matter: 0.9832, 231.05, 1.2e-05.

    None, which is how the files of a run hold a number that is not finite, is `not finite`.
    """
    if value is None:
        return "not finite"
    if not math.isfinite(value):
        return str(value)
    if value != 0 and not 1e-3 <= abs(value) < 1e6:
        return f"{value:.3g}"
    return f"{value:.4f}" if abs(value) < 100 else f"{value:,.2f}"


def format_count(count: int, noun: str) -> str:
    """Return `1 epoch` or `1,200 epochs`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def format_flops(count: int) -> str:
    """Return `812` or `30.9 G` for a number of operations, in steps of a thousand."""
    value, unit = float(count), 0
    while value >= 999.95 and unit < len(_THOUSANDS):
        value, unit = value / 1000, unit + 1
    return f"{value:.1f} {_THOUSANDS[unit - 1]}" if unit else str(count)


def format_shape(shape: Iterable[int | None]) -> str:
    """Return `98 x 98 x 32` for the sizes of one example, `?` for an unknown one, `scalar` for none."""
    return " x ".join("?" if size is None else str(size) for size in shape) or "scalar"


def format_seconds(seconds: float) -> str:
    """Return `0.4 s`, `12 s`, `3 min 5 s` or `2 h 7 min`."""
    if round(seconds, 1) < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes == 0:
        return f"{rest} s"
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def format_time(moment: datetime) -> str:
    """Return `2026-11-23 10:15:00 UTC` for a time in UTC."""
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
