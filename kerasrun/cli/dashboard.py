"""The live display of training: progress of the whole and of the epoch, and each score with its history."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from kerasrun.cli.best import best_epoch
from kerasrun.cli.console import plain
from kerasrun.cli.number import format_clock, format_score
from kerasrun.cli.pace import Pace
from kerasrun.events import BatchEnded, EpochEnded, EpochStarted, Event, TrainingEnded, ValidationStarted
from kerasrun.report.sparkline import sparkline

WIDEST = 90
"""Columns of the whole display, however wide the terminal is."""
NAME_WIDTH = 24
SPARK_WIDTH = 24
NARROWEST_SPARK = 4
EPOCH_KEYS = frozenset({"epoch", "steps", "seconds", "samples_per_second", "learning_rate"})
"""Keys of a history line that are not scores."""


class Dashboard:
    """What the display shows: `update` takes events in, Rich draws it, each maybe in a thread of its own."""

    def __init__(
        self,
        title: str,
        epochs: int,
        steps: int,
        batch_size: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._title = title
        self._epochs = epochs
        self._steps = steps
        self._pace = Pace(epochs, steps, batch_size, clock)
        self._epoch = 0
        self._step = 0
        self._finished = 0
        self._phase = "starting"
        self._over = False
        self._rate: float | None = None
        self._running: dict[str, float] = {}
        self._history: dict[str, list[float]] = {}
        self._lock = threading.Lock()

    def update(self, event: Event) -> None:
        """Take an event in."""
        with self._lock:
            self._take(event)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(options.max_width, WIDEST)
        with self._lock:
            yield Group(self._bars(width), self._times(), Text(), self._scores(width, options.ascii_only))

    def _take(self, event: Event) -> None:
        match event:
            case EpochStarted():
                self._epoch, self._step = event.epoch, 0
                # The first step traces the model; saying "training" while no step ends looks like a hang.
                self._phase = "training" if self._history else "starting"
                self._pace.begin_epoch(event.epoch)
            case BatchEnded():
                self._step, self._running, self._phase = event.step, dict(event.logs), "training"
                self._pace.end_step(event.step)
            case ValidationStarted():
                self._phase = "validating"
            case EpochEnded():
                self._finished, self._running = event.epoch + 1, {}
                self._pace.end_epoch()
                self._rate = event.record.get("learning_rate")
                for name, value in event.record.items():
                    if name not in EPOCH_KEYS and isinstance(value, int | float):
                        self._history.setdefault(name, []).append(float(value))
            case TrainingEnded():
                self._phase, self._over = event.status, True
                self._pace.end()

    def _bars(self, width: int) -> Table:
        table = Table.grid(padding=(0, 2, 0, 0), expand=True)
        table.width = width
        table.add_column(no_wrap=True, max_width=NAME_WIDTH, overflow="ellipsis")
        table.add_column(no_wrap=True)
        table.add_column(ratio=1)
        table.add_column(no_wrap=True, justify="right")
        part = self._step / self._steps if self._steps else 0.0
        done = self._finished if self._finished > self._epoch else self._epoch + min(part, 1.0)
        table.add_row(plain(self._title, "bold"), *_bar("epoch", self._epoch + 1, self._epochs, done))
        table.add_row(Text(self._phase, style="dim"), *_bar("step", self._step, self._steps, self._step))
        return table

    def _times(self) -> Text:
        left, rate = self._pace.left(), self._pace.rate()
        parts = [format_clock(self._pace.elapsed())]
        if not self._over:
            parts.append(f"ETA {'-' if left is None else format_clock(left)}")
        if rate is not None:
            parts.append(f"{rate:,.0f} samples/s")
        if self._rate is not None:
            parts.append(f"learning rate {self._rate:.3g}")
        return Text("   ".join(parts), style="dim", no_wrap=True, overflow="ellipsis")

    def _scores(self, width: int, ascii_only: bool) -> Table:
        names = sorted(dict.fromkeys([*self._history, *self._running]), key=_order)
        bests = {name: _best(name, self._history.get(name, []), ascii_only) for name in names}
        name_width = min(max(map(len, names), default=0), NAME_WIDTH, width // 3)
        value_width = 10
        best_width = max((best.cell_len for best in bests.values()), default=0)
        room = width - name_width - value_width - best_width - 6
        # As wide from the start as it will be in the end, so that nothing moves.
        spark_width = 0 if ascii_only or room < NARROWEST_SPARK else min(room, self._epochs, SPARK_WIDTH)
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True, max_width=name_width, overflow="ellipsis")
        table.add_column(no_wrap=True, justify="right")
        table.add_column(no_wrap=True, width=spark_width)
        table.add_column(no_wrap=True)
        for name in names:
            past = self._history.get(name, [])
            now = self._running.get(name, past[-1] if past else None)
            drawn = Text(sparkline(past, spark_width), style="cyan")
            table.add_row(plain(name), format_score(now), drawn, bests[name])
        return table


def _bar(noun: str, number: int, total: int, done: float) -> tuple[Text, ProgressBar, Text]:
    counter = Text(f"{noun:<5} {min(number, total):>{len(str(total))}}/{total}")
    # Rounded down: 100% is for what is done.
    percent = Text(f"{int(100 * min(done / max(total, 1), 1.0)):>3}%")
    return counter, ProgressBar(total=max(total, 1), completed=done), percent


def _order(name: str) -> tuple[bool, bool]:
    """Sort the loss before metrics, and the training split before the validation split."""
    return name.startswith("val_"), name.removeprefix("val_") != "loss"


def _best(name: str, past: list[float], ascii_only: bool) -> Text:
    """Return `★ 0.9832 in epoch 7`."""
    best = best_epoch(name, past)
    if best is None:
        return Text()
    index, value = best
    return Text(f"{'*' if ascii_only else '★'} {format_score(value)} in epoch {index + 1}", style="green")
