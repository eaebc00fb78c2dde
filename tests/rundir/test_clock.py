"""Times in files are UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from kerasrun.rundir.clock import format_instant, parse_instant


def test_a_time_of_another_zone_is_written_in_utc() -> None:
    moment = datetime(2026, 11, 23, 1, 15, 0, 999, tzinfo=timezone(timedelta(hours=2)))
    assert format_instant(moment) == "2026-11-22T23:15:00+00:00"
    assert parse_instant(format_instant(moment)) == datetime(2026, 11, 22, 23, 15, tzinfo=UTC)


@pytest.mark.parametrize("text", [None, 5, "", "soon", "2026-13-01", "0001-01-01T00:00:00+23:00"])
def test_what_is_no_time_is_none(text: object) -> None:
    assert parse_instant(text) is None


def test_now_is_now() -> None:
    now = parse_instant(format_instant())
    assert now
    assert abs(datetime.now(UTC) - now) < timedelta(seconds=5)
