"""Numbers as the screen shows them."""

from __future__ import annotations

import math
from datetime import datetime, timedelta


def format_score(value: float | None) -> str:
    """Return a loss or metric with four digits that matter: 0.9832, 231.05, 1.2e-05."""
    if value is None or not math.isfinite(value):
        return "-" if value is None else str(value)
    if value != 0 and not 1e-3 <= abs(value) < 1e6:
        return f"{value:.3g}"
    return f"{value:.4f}" if abs(value) < 100 else f"{value:,.2f}"


def format_count(count: int, noun: str) -> str:
    """Return `1 epoch` or `12 epochs`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def format_seconds(seconds: float) -> str:
    """Return `0.4 s`, `12 s`, `3:07` or `1:02:03`."""
    if round(seconds, 1) < 10:
        return f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if round(seconds) < 60 else format_clock(seconds)


def format_clock(seconds: float) -> str:
    """Return `0:07`, `3:07` or `1:02:03`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def format_age(then: datetime | None, now: datetime) -> str:
    """Return how long ago `then` was: `just now`, `5 min ago`, `3 h ago`, `2 d ago`; `-` for None."""
    if then is None:
        return "-"
    age = now - then
    if age < timedelta(minutes=1):
        return "just now"
    if age < timedelta(hours=1):
        return f"{age // timedelta(minutes=1)} min ago"
    if age < timedelta(days=2):
        return f"{age // timedelta(hours=1)} h ago"
    return f"{age.days} d ago"
