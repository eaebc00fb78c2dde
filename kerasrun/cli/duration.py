"""Durations that go on, as the screen shows them: a clock, and how long ago something was."""

from __future__ import annotations

from datetime import datetime, timedelta


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
