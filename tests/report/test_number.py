"""Numbers for people."""

from __future__ import annotations

import math

import pytest

from kerasrun.report.number import format_count, format_number, format_seconds


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0.0000"),
        (0.97254, "0.9725"),
        (-2.5, "-2.5000"),
        (0.001, "0.0010"),
        (0.00042, "4.200e-04"),
        (123456.0, "1.235e+05"),
        (None, "not finite"),
        (math.nan, "not finite"),
    ],
)
def test_scores(value: float | None, text: str) -> None:
    assert format_number(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.44, "0.4 s"), (59.94, "59.9 s"), (59.97, "1 min 0 s"), (185.2, "3 min 5 s"), (7620, "2 h 7 min")],
)
def test_durations(seconds: float, text: str) -> None:
    assert format_seconds(seconds) == text


def test_counts() -> None:
    assert format_count(1199882) == "1,199,882"
