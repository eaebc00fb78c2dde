from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kerasrun.cli.duration import format_age, format_clock, parse_duration
from kerasrun.errors import UsageError


def test_format_clock() -> None:
    assert [format_clock(s) for s in (0, 7.4, 187, 3723)] == ["0:00", "0:07", "3:07", "1:02:03"]


@pytest.mark.parametrize(
    ("age", "text"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=1), "1 h ago"),
        (timedelta(hours=47), "47 h ago"),
        (timedelta(days=2), "2 d ago"),
        (timedelta(days=400), "400 d ago"),
    ],
)
def test_format_age(age: timedelta, text: str) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    assert format_age(now - age, now) == text


def test_format_age_of_an_unknown_time() -> None:
    assert format_age(None, datetime.now(UTC)) == "-"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("30m", 1800), ("1.5h", 5400), ("1h30m", 5400), (" 1 H 30 m ", 5400), ("2d", 172_800)],
)
def test_parse_duration(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "90", "0s", "-3s", "1h x", "m", "1e3s", "99999d", "٣s", "1.h"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(UsageError, match="expected a time such as 90s, 30m or 1h30m"):
        parse_duration(text)
