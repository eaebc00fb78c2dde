"""Numbers, durations and times as a person reads them. Called by the sections of the report."""

from __future__ import annotations

import math
from datetime import datetime

NOT_FINITE = "not finite"


def format_number(value: float | int | None) -> str:
    """Return a score with four decimals, or four digits where very small or large; None is `not finite`."""
    if value is None or not math.isfinite(value):
        return NOT_FINITE
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        return f"{value:.4f}"
    return f"{value:.3e}"


def format_count(value: int) -> str:
    """Return `1,199,882`."""
    return f"{value:,}"


def format_seconds(seconds: float) -> str:
    """Return `0.4 s`, `42.1 s`, `3 min 5 s` or `2 h 7 min`."""
    if round(seconds, 1) < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def format_time(moment: datetime) -> str:
    """Return `2026-11-23 10:15:00 UTC` for a time in UTC."""
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
