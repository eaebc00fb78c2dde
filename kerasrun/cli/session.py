"""One job with TensorFlow: its chatter goes to the run's log, its events to the screen."""

from __future__ import annotations

import pathlib
from types import TracebackType
from typing import Self

from kerasrun.cli.chatter import Chatter
from kerasrun.cli.console import messages
from kerasrun.cli.progress import Progress
from kerasrun.events import Event, RunCreated

LOG_FILE = "train.log"


class Session:
    """Within `with Session(...) as session`, `session.notify` draws events."""

    def __init__(self, title: str, *, quiet: bool, log: pathlib.Path | None = None) -> None:
        self._title = title
        self._quiet = quiet
        self._log = log
        self._chatter = Chatter()
        self._progress: Progress | None = None

    def __enter__(self) -> Self:
        self._chatter.__enter__()
        self._progress = Progress(messages(self._chatter.stderr), quiet=self._quiet, title=self._title)
        if self._log is not None:
            self._chatter.keep_in(self._log)
        return self

    def notify(self, event: Event) -> None:
        """Draw an event; from the run directory's creation on, the log lies there."""
        if isinstance(event, RunCreated):
            self._chatter.keep_in(pathlib.Path(event.directory) / LOG_FILE)
        if self._progress is not None:
            self._progress.notify(event)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.close()
        self._chatter.__exit__(kind, error, traceback)
