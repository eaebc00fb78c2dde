"""The live display of training: progress of the whole and of the epoch, and each score with its history."""

from __future__ import annotations

import time
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from kerasrun.cli.number import format_score, format_seconds
from kerasrun.events import BatchEnded, EpochEnded, EpochStarted, Event, ValidationStarted
from kerasrun.report.sparkline import sparkline

BAR_WIDTH = 30
SPARK_WIDTH = 20
EPOCH_KEYS = frozenset({"epoch", "steps", "seconds", "samples_per_second", "learning_rate"})
"""Keys of a history line that are not scores."""

_HIGHER_IS_BETTER = (
    "accuracy",
    "auc",
    "precision",
    "recall",
    "f1",
    "fbeta",
    "iou",
    "r2",
    "similarity",
    "top_k",
)


class Dashboard:
    """What the display shows, kept up to date by events; drawing is `render`."""

    def __init__(self, title: str, epochs: int, steps: int, batch_size: int) -> None:
        self.title = title
        self.epochs = epochs
        self.steps = steps
        self.batch_size = batch_size
        self.started = self.epoch_started = time.monotonic()
        self.epoch = 0
        self.step = 0
        self.finished = 0
        self.phase = "training"
        self.rate: float | None = None
        self.running: dict[str, float] = {}
        self.history: dict[str, list[float]] = {}

    def update(self, event: Event) -> None:
        """Take an event in."""
        match event:
            case EpochStarted():
                self.epoch, self.step, self.phase = event.epoch, 0, "training"
                self.epoch_started = time.monotonic()
            case BatchEnded():
                self.step, self.running = event.step, dict(event.logs)
            case ValidationStarted():
                self.phase = "validating"
            case EpochEnded():
                self.finished = event.epoch + 1
                self.running = {}
                self.rate = event.record.get("learning_rate")
                for name, value in event.record.items():
                    if name not in EPOCH_KEYS:
                        self.history.setdefault(name, []).append(float(value))

    def render(self) -> RenderableType:
        """Return the display."""
        return Group(self._bars(), Text(), self._scores())

    def _bars(self) -> Table:
        table = Table.grid(padding=(0, 2))
        fraction = self.step / self.steps if self.steps and self.finished <= self.epoch else 0.0
        done = self.finished if self.finished > self.epoch else self.epoch + fraction
        elapsed = time.monotonic() - self.started
        left = elapsed / done * (self.epochs - done) if done else None
        table.add_row(
            Text(self.title, style="bold"),
            f"epoch {min(self.epoch + 1, self.epochs)}/{self.epochs}",
            ProgressBar(total=max(self.epochs, 1), completed=done, width=BAR_WIDTH),
            f"{done / max(self.epochs, 1):4.0%}",
            f"ETA {format_seconds(left)}" if left is not None else "ETA -",
        )
        seconds = time.monotonic() - self.epoch_started
        speed = (
            self.step * self.batch_size / seconds
            if self.step and seconds > 0 and self.phase == "training"
            else 0
        )
        table.add_row(
            Text(self.phase, style="dim"),
            f"step {self.step}/{self.steps}",
            ProgressBar(total=max(self.steps, 1), completed=self.step, width=BAR_WIDTH),
            f"{self.step / max(self.steps, 1):4.0%}",
            f"{speed:,.0f} samples/s" if speed else "",
        )
        return table

    def _scores(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for name in dict.fromkeys([*self.running, *self.history]):
            past = self.history.get(name, [])
            now = self.running.get(name, past[-1] if past else None)
            table.add_row(
                Text(name),
                format_score(now),
                Text(sparkline(past, SPARK_WIDTH), style="cyan"),
                _best(name, past),
            )
        if self.rate is not None:
            table.add_row("learning rate", format_score(self.rate), "", "")
        return table


def _best(name: str, past: Sequence[float]) -> Text:
    """Return `★ 0.9832 in epoch 7`; higher is better for scores that Keras maximises."""
    if not past:
        return Text()
    maximise = any(word in name.lower() for word in _HIGHER_IS_BETTER) and "loss" not in name
    best = max(past) if maximise else min(past)
    return Text(f"★ {format_score(best)} in epoch {past.index(best) + 1}", style="green")
