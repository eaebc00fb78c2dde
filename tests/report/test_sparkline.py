"""Bars for numbers."""

from __future__ import annotations

import math
import sys

import pytest

from kerasrun.report.sparkline import sparkline


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ([], ""),
        ([0, 1, 2, 3, 4, 5, 6, 7], "▁▂▃▄▅▆▇█"),
        ([7, 0], "█▁"),
        ([3], "▄"),
        ([3, 3, 3], "▄▄▄"),
        ([0, None, 1], "▁·█"),
        ([math.nan, -math.inf, 1, 2, math.inf], "··▁█·"),
        ([None, math.nan], "··"),
        ([-sys.float_info.max, 0.0, sys.float_info.max], "▁▅█"),
    ],
)
def test_the_lowest_is_at_the_bottom_and_the_highest_at_the_top(
    values: list[float | None], line: str
) -> None:
    assert sparkline(values) == line


def test_more_values_than_the_width_are_put_together() -> None:
    assert sparkline([0, 0, 7, 7], 2) == "▁█"
    assert sparkline([0, None, 7, 7, 7], 2) == "▁█"
    assert sparkline([0, 0, 0, 7, 7], 3) == "▁▁█"
    for count in range(200):
        assert len(sparkline(range(count), 30)) == min(count, 30)


def test_no_room_is_no_line() -> None:
    assert sparkline([1, 2], 0) == ""
    assert sparkline([1, 2], -1) == ""
