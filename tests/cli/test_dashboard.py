"""The display as it is drawn, on a clock that the test moves."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from kerasrun.cli.dashboard import Dashboard
from kerasrun.events import BatchEnded, EpochEnded, EpochStarted, Event, TrainingEnded, ValidationStarted


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def drawn(dashboard: Dashboard, width: int, encoding: str = "utf-8") -> str:
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    console = Console(file=file, width=width, color_system=None, highlight=False, emoji=False, markup=False)
    with console.capture() as capture:
        console.print(dashboard)
    return capture.get()


def record(epoch: int, **scores: float) -> dict[str, float | int]:
    common = {
        "epoch": epoch,
        "steps": 200,
        "seconds": 10.0,
        "samples_per_second": 640.0,
        "learning_rate": 1e-3,
    }
    return {**common, **scores}


def play(dashboard: Dashboard, clock: Clock, epochs: int, name: str = "accuracy") -> None:
    for epoch in range(epochs):
        events: list[tuple[float, Event]] = [
            (0, EpochStarted(epoch)),
            (8 if epoch == 0 else 0.05, BatchEnded(epoch, 1, {name: 0.1, "loss": 2.5})),
            (9.95, BatchEnded(epoch, 200, {name: 0.5, "loss": 1 / (epoch + 1)})),
            (0, ValidationStarted(epoch)),
        ]
        best = 0.9 - abs(epoch - 3) / 10
        scores = {"loss": 1 / (epoch + 1), name: 0.5 + epoch / 25, "val_loss": 1 - best, f"val_{name}": best}
        events.append((1, EpochEnded(epoch, record(epoch, **scores))))
        for seconds, event in events:
            clock.now += seconds
            dashboard.update(event)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def dashboard(clock: Clock) -> Dashboard:
    return Dashboard("mnist_cnn", 12, 200, 32, clock)


@pytest.mark.parametrize("width", [60, 100])
def test_within_an_epoch(
    width: int, dashboard: Dashboard, clock: Clock, golden: Callable[[str, str], None]
) -> None:
    play(dashboard, clock, 6)
    dashboard.update(EpochStarted(6))
    clock.now += 2.5
    dashboard.update(BatchEnded(6, 50, {"accuracy": 0.8123, "loss": 0.1301}))
    golden(f"dashboard_{width}", drawn(dashboard, width))


def test_at_the_start_nothing_is_guessed(
    dashboard: Dashboard, clock: Clock, golden: Callable[[str, str], None]
) -> None:
    dashboard.update(EpochStarted(0))
    clock.now += 30
    dashboard.update(BatchEnded(0, 1, {"accuracy": 0.1, "loss": 2.5}))
    golden("dashboard_start", drawn(dashboard, 80))


def test_the_end(dashboard: Dashboard, clock: Clock, golden: Callable[[str, str], None]) -> None:
    play(dashboard, clock, 12)
    dashboard.update(TrainingEnded("finished", 12, 140.0))
    clock.now += 1000
    golden("dashboard_end", drawn(dashboard, 80))


def test_ascii(dashboard: Dashboard, clock: Clock) -> None:
    play(dashboard, clock, 6)
    assert drawn(dashboard, 80, "ascii").isascii()


@pytest.mark.parametrize("width", [30, 40, 60, 80, 200])
def test_nothing_wraps(width: int, clock: Clock) -> None:
    dashboard = Dashboard("a_name_of_sixty_letters_" * 3, 1000, 100_000, 32, clock)
    play(dashboard, clock, 7, "a_metric_with_a_very_long_name_indeed_accuracy")
    lines = drawn(dashboard, width).rstrip("\n").split("\n")
    assert len(lines) == 3 + 1 + 4
    assert all(len(line.rstrip()) <= width for line in lines)


@pytest.mark.parametrize("width", [32, 40, 50, 60, 80])
def test_no_number_is_cut(width: int, dashboard: Dashboard, clock: Clock) -> None:
    play(dashboard, clock, 6)
    text = drawn(dashboard, width)
    assert "0.7000" in text
    assert "6/12" in text
    assert "200/200" in text
    assert ("100%" in text) == (width >= 40)
    assert "…" not in "".join(line[14:] for line in text.splitlines())


def test_nothing_moves_when_the_phase_changes(dashboard: Dashboard, clock: Clock) -> None:
    play(dashboard, clock, 1)
    places = set()
    for event in (EpochStarted(1), ValidationStarted(1), TrainingEnded("interrupted", 1, 1.0)):
        dashboard.update(event)
        places.add(drawn(dashboard, 80).index("epoch"))
    assert len(places) == 1


def test_names_are_not_markup(clock: Clock) -> None:
    dashboard = Dashboard("[red]x\x1b[31m", 1, 1, 1, clock)
    dashboard.update(BatchEnded(0, 1, {"[/foo]": 1.0}))
    text = drawn(dashboard, 80)
    assert "[red]x\\x1b[31m" in text
    assert "[/foo]" in text


def test_numbers_that_are_none(dashboard: Dashboard) -> None:
    dashboard.update(EpochStarted(0))
    dashboard.update(EpochEnded(0, record(0, loss=float("nan"), val_accuracy=float("inf"))))
    text = drawn(dashboard, 80)
    assert "nan" in text
    assert "★" not in text


def test_the_loss_stands_first(dashboard: Dashboard) -> None:
    dashboard.update(BatchEnded(0, 1, {"val_accuracy": 0.5, "accuracy": 0.5, "val_loss": 1.0, "loss": 1.0}))
    names = [line.split()[0] for line in drawn(dashboard, 80).splitlines()[4:]]
    assert names == ["loss", "accuracy", "val_loss", "val_accuracy"]
