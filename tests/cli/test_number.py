from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kerasrun.cli.number import format_age, format_clock, format_count, format_score, format_seconds


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "-"),
        (0.98321, "0.9832"),
        (2.302585, "2.3026"),
        (0.0, "0.0000"),
        (231.054, "231.05"),
        (12345.6, "12,345.60"),
        (1.2e-05, "1.2e-05"),
        (3.4e9, "3.4e+09"),
        (-0.5, "-0.5000"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
    ],
)
def test_format_score(value: float | None, text: str) -> None:
    assert format_score(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.04, "0.0 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (59.4, "59 s"),
        (59.6, "1:00"),
        (187, "3:07"),
        (3599.7, "1:00:00"),
    ],
)
def test_format_seconds(seconds: float, text: str) -> None:
    assert format_seconds(seconds) == text


def test_format_clock() -> None:
    assert [format_clock(s) for s in (0, 7.4, 187, 3723)] == ["0:00", "0:07", "3:07", "1:02:03"]


def test_format_count() -> None:
    assert [format_count(n, "epoch") for n in (0, 1, 1200)] == ["0 epochs", "1 epoch", "1,200 epochs"]


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
