"""Numbers for people."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kerasrun.report.number import (
    format_count,
    format_flops,
    format_score,
    format_seconds,
    format_shape,
    format_time,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "not finite"),
        (0.98321, "0.9832"),
        (2.302585, "2.3026"),
        (0.0, "0.0000"),
        (0.001, "0.0010"),
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
        (59.6, "1 min 0 s"),
        (185.2, "3 min 5 s"),
        (3599.7, "1 h 0 min"),
        (7620, "2 h 7 min"),
    ],
)
def test_format_seconds(seconds: float, text: str) -> None:
    assert format_seconds(seconds) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1.0 k"),
        (999_940, "999.9 k"),
        (999_960, "1.0 M"),
        (30_940_000_000, "30.9 G"),
        (10**22, "10000.0 E"),
    ],
)
def test_format_flops(count: int, text: str) -> None:
    assert format_flops(count) == text


def test_format_count() -> None:
    assert [format_count(n, "epoch") for n in (0, 1, 1200)] == ["0 epochs", "1 epoch", "1,200 epochs"]


def test_format_shape() -> None:
    assert format_shape([28, 28, 1]) == "28 x 28 x 1"
    assert format_shape((None, 8)) == "? x 8"
    assert format_shape(()) == "scalar"


def test_format_time() -> None:
    assert format_time(datetime(2026, 11, 23, 10, 15, tzinfo=UTC)) == "2026-11-23 10:15:00 UTC"
