"""The live display of training: progress of the whole and of the epoch, and each score with its history."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from kerasrun.cli.best import best_epoch
from kerasrun.cli.console import plain
from kerasrun.cli.duration import format_clock
from kerasrun.cli.pace import Pace
from kerasrun.events import BatchEnded, EpochEnded, EpochStarted, Event, TrainingEnded, ValidationStarted
from kerasrun.report.number import format_score
from kerasrun.report.sparkline import sparkline
from kerasrun.rundir.history import PROGRESS

WIDEST = 90
"""Columns of the whole display, however wide the terminal is."""
NAME_WIDTH = 24
SPARK_WIDTH = 24
NARROWEST_SPARK = 4
NARROWEST_BAR = 40
"""Columns of a display that has bars; a narrower one has the counters alone."""
GAP = 2
"""Columns between two things."""
PHASE_WIDTH = len("interrupted")
"""Room for every phase, so that nothing moves when the phase changes."""


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
            yield Group(
                self._bars(width), self._times(width), Text(), self._scores(width, options.ascii_only)
            )

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
                    if name not in PROGRESS and isinstance(value, int | float):
                        self._history.setdefault(name, []).append(float(value))
            case TrainingEnded():
                self._phase, self._over = event.status, True
                self._pace.end()

    def _bars(self, width: int) -> Table:
        table = Table.grid(padding=(0, GAP, 0, 0), expand=True)
        table.width = width
        table.add_column(no_wrap=True, min_width=PHASE_WIDTH, max_width=NAME_WIDTH, overflow="ellipsis")
        table.add_column(no_wrap=True)
        if width >= NARROWEST_BAR:
            table.add_column(ratio=1)
            table.add_column(no_wrap=True, justify="right")
        part = self._step / self._steps if self._steps else 0.0
        done = self._finished if self._finished > self._epoch else self._epoch + min(part, 1.0)
        for head, cells in (
            (plain(self._title, "bold"), _bar("epoch", self._epoch + 1, self._epochs, done)),
            (Text(self._phase, style="dim"), _bar("step", self._step, self._steps, self._step)),
        ):
            table.add_row(head, *cells[: len(table.columns) - 1])
        return table

    def _times(self, width: int) -> Text:
        left, rate = self._pace.left(), self._pace.rate()
        parts = [format_clock(self._pace.elapsed())]
        if not self._over:
            parts.append(f"ETA {'-' if left is None else format_clock(left)}")
        if rate is not None:
            parts.append(f"{rate:,.0f} samples/s")
        if self._rate is not None:
            parts.append(f"learning rate {self._rate:.3g}")
        # A part that is cut off says less than none.
        while len("   ".join(parts)) > width and len(parts) > 1:
            parts.pop()
        return Text("   ".join(parts), style="dim", no_wrap=True, overflow="ellipsis")

    def _scores(self, width: int, ascii_only: bool) -> Table:
        """Return name, value, curve and best of each score; the latter two only where they fit whole."""
        now = {**{name: past[-1] for name, past in self._history.items()}, **self._running}
        names = sorted(now, key=_order)
        pasts = {name: self._history.get(name, []) for name in names}
        values = {name: Text(format_score(now[name])) for name in names}
        bests = {name: _best(name, pasts[name], ascii_only) for name in names}
        name_width = min(max(map(len, names), default=0), NAME_WIDTH, width // 3)
        room = width - name_width - GAP - _widest(values)
        has_best = room >= GAP + _widest(bests) > GAP
        room -= GAP + (GAP + _widest(bests) if has_best else 0)
        spark_width = 0 if ascii_only or room < NARROWEST_SPARK else min(room, self._epochs, SPARK_WIDTH)
        table = Table.grid(padding=(0, GAP, 0, 0))
        table.add_column(no_wrap=True, max_width=name_width, overflow="ellipsis")
        table.add_column(no_wrap=True, justify="right")
        if spark_width:
            table.add_column(no_wrap=True, width=spark_width)
        if has_best:
            table.add_column(no_wrap=True)
        for name in names:
            curve = [Text(sparkline(pasts[name], spark_width), style="cyan")] if spark_width else []
            table.add_row(plain(name), values[name], *curve, *([bests[name]] if has_best else []))
        return table


def _bar(noun: str, number: int, total: int, done: float) -> tuple[Text, ProgressBar, Text]:
    counter = Text(f"{noun:<5} {min(number, total):>{len(str(total))}}/{total}")
    # Rounded down: 100% is for what is done.
    percent = Text(f"{int(100 * min(done / max(total, 1), 1.0)):>3}%")
    return counter, ProgressBar(total=max(total, 1), completed=done), percent


def _order(name: str) -> tuple[bool, bool]:
    """Sort the loss before metrics, and the training split before the validation split."""
    return name.startswith("val_"), name.removeprefix("val_") != "loss"


def _widest(texts: Mapping[str, Text]) -> int:
    return max((text.cell_len for text in texts.values()), default=0)


def _best(name: str, past: list[float], ascii_only: bool) -> Text:
    """Return `★ 0.9832 in epoch 7`."""
    best = best_epoch(name, past)
    if best is None:
        return Text()
    index, value = best
    return Text(f"{'*' if ascii_only else '★'} {format_score(value)} in epoch {index + 1}", style="green")
