from __future__ import annotations

import pytest

from kerasrun.cli.pace import Pace


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def steps(pace: Pace, clock: Clock, first: int, last: int, seconds: float) -> None:
    for step in range(first, last + 1):
        clock.now += seconds
        pace.end_step(step)


def test_tracing_is_left_out(clock: Clock) -> None:
    pace = Pace(4, 100, 32, clock)
    pace.begin_epoch(0)
    assert pace.left() is None
    assert pace.rate() is None
    clock.now += 20
    pace.end_step(1)
    assert pace.left() is None
    assert pace.rate() is None
    steps(pace, clock, 2, 11, 0.1)
    assert pace.rate() == pytest.approx(320)
    assert pace.left() is None
    steps(pace, clock, 12, 31, 0.1)
    assert pace.left() == pytest.approx(0.1 * (69 + 300))
    assert pace.elapsed() == pytest.approx(23)


def test_the_first_epoch_counts_only_while_it_is_all_there_is(clock: Clock) -> None:
    pace = Pace(3, 10, 8, clock)
    pace.begin_epoch(0)
    steps(pace, clock, 1, 10, 1.0)
    clock.now += 5
    pace.end_epoch()
    assert pace.left() == pytest.approx(2 * 14)
    pace.begin_epoch(1)
    assert pace.left() == pytest.approx(2 * 14)
    steps(pace, clock, 1, 5, 1.0)
    assert pace.left() == pytest.approx(1.5 * 14)
    steps(pace, clock, 6, 10, 1.0)
    pace.end_epoch()
    assert pace.left() == pytest.approx(10)
    pace.begin_epoch(2)
    steps(pace, clock, 1, 10, 1.0)
    pace.end_epoch()
    assert pace.left() == 0


def test_the_first_steps_of_an_epoch_do_not_shake_the_rate(clock: Clock) -> None:
    pace = Pace(2, 100, 10, clock)
    pace.begin_epoch(0)
    steps(pace, clock, 1, 100, 0.01)
    pace.end_epoch()
    assert pace.rate() == pytest.approx(1000)
    pace.begin_epoch(1)
    clock.now += 0.3
    pace.end_step(1)
    assert pace.rate() == pytest.approx(1000)


def test_time_stands_still_at_the_end(clock: Clock) -> None:
    pace = Pace(1, 1, 1, clock)
    clock.now += 3
    pace.end()
    clock.now += 30
    assert pace.elapsed() == 3


def test_an_epoch_without_steps(clock: Clock) -> None:
    pace = Pace(1, 0, 1, clock)
    pace.begin_epoch(0)
    pace.end_epoch()
    assert pace.left() == 0
    assert pace.rate() is None
