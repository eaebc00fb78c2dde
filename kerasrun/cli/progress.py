"""Training on the screen: live on a terminal, a plain line per epoch elsewhere, nothing when quiet."""

from __future__ import annotations

import sys
import textwrap

from rich.console import Console
from rich.live import Live
from rich.status import Status

from kerasrun.cli.console import can_animate
from kerasrun.cli.dashboard import Dashboard
from kerasrun.cli.screen import render_issues
from kerasrun.events import (
    DataLoaded,
    EpochEnded,
    Event,
    ModelBuilt,
    Noted,
    RunCreated,
    SpecDoubted,
    Stopping,
    TrainingEnded,
    TrainingStarted,
    Warned,
)
from kerasrun.report.number import format_count, format_score, format_seconds, format_shape
from kerasrun.rundir.history import PROGRESS
from kerasrun.source.character import printable

REDRAWS_PER_SECOND = 5
INDENT = len("warning    ")
"""Columns before what a line says."""


class Progress:
    """Draws the events of one job; `close()` leaves the terminal as it was."""

    def __init__(self, console: Console, *, quiet: bool, title: str) -> None:
        self._console = console
        self._quiet = quiet
        self._title = title
        self._is_live = can_animate(console) and not quiet
        self._status: Status | None = None
        self._live: Live | None = None
        self._dashboard: Dashboard | None = None
        self._epochs = 0

    def open(self) -> None:
        """Say that something happens: TensorFlow takes seconds to start."""
        self._wait_for("starting TensorFlow")

    def notify(self, event: Event) -> None:
        """Draw an event."""
        if isinstance(event, SpecDoubted):
            self._show_doubts(event)
        if self._quiet:
            if isinstance(event, Warned):
                self._line(f"warning: {event.message}", "yellow")
            return
        self._say(event)
        if self._dashboard is not None:
            self._dashboard.update(event)
        match event:
            case DataLoaded():
                self._wait_for("building the model")
            case ModelBuilt():
                self._wait_for("preparing")
            case TrainingStarted():
                self._epochs = event.epochs
                self._begin_dashboard(event)
            case TrainingEnded():
                self.close()
                epochs = format_count(event.epochs, "epoch")
                self._line(f"{event.status:<10} {epochs} in {format_seconds(event.seconds)}")
                self._wait_for("scoring")

    def close(self) -> None:
        """End what moves; the last state of the live display stays."""
        moving: tuple[Status | Live | None, ...] = (self._status, self._live)
        self._status = self._live = self._dashboard = None
        for display in moving:
            if display is not None:
                display.stop()

    def _say(self, event: Event) -> None:
        match event:
            case RunCreated():
                self._line(f"run        {event.directory}")
            case DataLoaded():
                rows = ", ".join(f"{split} {count:,}" for split, count in event.rows.items())
                self._line(f"data       {rows} rows of shape {format_shape(event.shape)}")
            case ModelBuilt():
                layers = format_count(event.layers, "layer")
                self._line(f"model      {layers}, {format_count(event.parameters, 'parameter')}")
            case Noted():
                self._line(f"note       {event.message}", "cyan")
            case Warned():
                self._line(f"warning    {event.message}", "yellow")
            case Stopping():
                self._line(f"stopping   {event.reason}: what was done is saved")
            case EpochEnded() if not self._is_live:
                self._line(_plain_epoch(event, self._epochs))

    def _show_doubts(self, event: SpecDoubted) -> None:
        """Show warnings; hints that a healthy spec may get are for `kerasrun validate`."""
        serious = [issue for issue in event.issues if issue.severity != "info"]
        if serious:
            self._console.print(render_issues(serious, event.texts), soft_wrap=True)

    def _wait_for(self, what: str) -> None:
        if not self._is_live or self._live is not None:
            return
        if self._status is None:
            self._status = Status(what, console=self._console, refresh_per_second=REDRAWS_PER_SECOND)
            self._status.start()
        else:
            self._status.update(what)

    def _begin_dashboard(self, event: TrainingStarted) -> None:
        self.close()
        if not self._is_live:
            return
        self._dashboard = Dashboard(self._title, event.epochs, event.steps, event.batch_size)
        self._live = Live(
            self._dashboard,
            console=self._console,
            refresh_per_second=REDRAWS_PER_SECOND,
            # What a user's own code prints goes above the display; warnings go to the log as everywhere.
            redirect_stdout=sys.stdout.isatty(),
            redirect_stderr=False,
        )
        self._live.start()

    def _line(self, text: str, style: str = "") -> None:
        text = printable(text)
        if self._console.is_terminal:
            # A terminal would break words; a path that is longer than a line must stay whole to be copied.
            text = textwrap.fill(
                text,
                self._console.width,
                subsequent_indent=" " * INDENT,
                break_long_words=False,
                break_on_hyphens=False,
            )
        self._console.print(text, style=style, soft_wrap=True)


def _plain_epoch(event: EpochEnded, epochs: int) -> str:
    """Return `epoch 3/10  1.2 s  loss 0.1234  accuracy 0.9612  val_loss ...`."""
    record = event.record
    scores = [f"{name} {format_score(value)}" for name, value in record.items() if name not in PROGRESS]
    return "  ".join([f"epoch {event.epoch + 1}/{epochs}", format_seconds(record["seconds"]), *scores])
