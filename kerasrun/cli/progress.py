"""Training on the screen: live on a terminal, a plain line per epoch elsewhere, nothing when quiet."""

from __future__ import annotations

import time

from rich.console import Console
from rich.live import Live

from kerasrun.cli.dashboard import EPOCH_KEYS, Dashboard
from kerasrun.cli.number import format_score, format_seconds
from kerasrun.events import (
    DataLoaded,
    EpochEnded,
    Event,
    ModelBuilt,
    Noted,
    RunCreated,
    TrainingEnded,
    TrainingStarted,
    Warned,
)

REDRAW_SECONDS = 0.1
"""Shortest time between two redraws."""


class Progress:
    """Draws the events of one job; `close()` leaves the terminal as it was."""

    def __init__(self, console: Console, *, quiet: bool, title: str) -> None:
        self._console = console
        self._quiet = quiet
        self._title = title
        self._live: Live | None = None
        self._dashboard: Dashboard | None = None
        self._drawn = 0.0
        self._epochs = 0

    def notify(self, event: Event) -> None:
        """Draw an event."""
        if self._quiet:
            if isinstance(event, Warned):
                self._line(f"warning: {event.message}", "yellow")
            return
        self._say(event)
        if self._console.is_terminal and not self._console.is_dumb_terminal:
            self._draw(event)
        elif isinstance(event, EpochEnded):
            self._line(_plain_epoch(event, self._epochs))
        elif isinstance(event, TrainingStarted):
            self._epochs = event.epochs

    def close(self) -> None:
        """End the live display."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def _say(self, event: Event) -> None:
        match event:
            case RunCreated():
                self._line(f"run        {event.directory}")
            case DataLoaded():
                rows = ", ".join(f"{split} {count:,}" for split, count in event.rows.items())
                self._line(f"data       {rows} rows of shape {event.shape}")
            case ModelBuilt():
                self._line(f"model      {event.layers} layers, {event.parameters:,} parameters")
            case Noted():
                self._line(f"note       {event.message}", "cyan")
            case Warned():
                self._line(f"warning    {event.message}", "yellow")
            case TrainingEnded():
                self.close()
                self._line(f"{event.status:<10} {event.epochs} epochs in {format_seconds(event.seconds)}")

    def _draw(self, event: Event) -> None:
        if isinstance(event, TrainingStarted):
            self._dashboard = Dashboard(self._title, event.epochs, event.steps, event.batch_size)
            self._live = Live(self._dashboard.render(), console=self._console, auto_refresh=False)
            self._live.start()
        if self._dashboard is None or self._live is None:
            return
        self._dashboard.update(event)
        now = time.monotonic()
        if now - self._drawn >= REDRAW_SECONDS or isinstance(event, EpochEnded):
            self._drawn = now
            self._live.update(self._dashboard.render(), refresh=True)

    def _line(self, text: str, style: str = "") -> None:
        self._console.print(text, style=style, soft_wrap=True)


def _plain_epoch(event: EpochEnded, epochs: int) -> str:
    """Return `epoch 3/10  1.2 s  loss 0.1234  accuracy 0.9612  val_loss ...`."""
    record = event.record
    scores = [f"{name} {format_score(value)}" for name, value in record.items() if name not in EPOCH_KEYS]
    return "  ".join([f"epoch {event.epoch + 1}/{epochs}", format_seconds(record["seconds"]), *scores])
