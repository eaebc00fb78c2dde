"""Durations as people write them, and as the screen shows them: a clock, and how long ago something was."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from kerasrun.errors import UsageError

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_LONGEST = 366 * 86_400


def parse_duration(text: str) -> float:
    """Return the seconds that `90s`, `30m`, `1.5h`, `1h30m` or `2d` stand for.

    Raises:
        UsageError: it is not a duration above 0 and up to a year.
    """
    parts = re.findall(r"(\d+(?:\.\d+)?)\s*([smhd])\s*", text, re.IGNORECASE | re.ASCII)
    if re.fullmatch(r"(\s*\d+(?:\.\d+)?\s*[smhd]\s*)+", text, re.IGNORECASE | re.ASCII):
        seconds = sum(float(number) * _SECONDS[unit.lower()] for number, unit in parts)
        if 0 < seconds <= _LONGEST:
            return seconds
    raise UsageError(f"expected a time such as 90s, 30m or 1h30m, received {text!r}")


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
