"""Times as the files of a run hold them: ISO 8601 in UTC, to the second."""

from __future__ import annotations

from datetime import UTC, datetime


def format_instant(moment: datetime | None = None) -> str:
    """Return `2026-11-23T10:15:00+00:00` for `moment` (default: now); a time without a zone is local time."""
    moment = datetime.now(UTC) if moment is None else moment.astimezone(UTC)
    return moment.isoformat(timespec="seconds")


def parse_instant(text: object) -> datetime | None:
    """Return the time that `format_instant` wrote, in UTC, or None when `text` is not a time."""
    if not isinstance(text, str):
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
