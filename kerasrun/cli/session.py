"""One job with TensorFlow: its chatter goes to the run's log, its events to the screen."""

from __future__ import annotations

import contextlib
import pathlib
import signal
import sys
import threading
from types import FrameType, TracebackType
from typing import Any, Self

from kerasrun.cli.chatter import Chatter
from kerasrun.cli.console import messages
from kerasrun.cli.progress import Progress
from kerasrun.errors import Terminated
from kerasrun.events import Event, RunCreated

LOG_FILE = "train.log"


class Session:
    """Within `with Session(...) as session`, `session.notify` draws events and stdout belongs to nobody.

    What Keras callbacks and a user's own functions print goes to the screen as messages, and to the log when
    quiet, so that stdout holds results alone. SIGTERM raises Terminated, as Ctrl-C raises KeyboardInterrupt.
    """

    def __init__(self, title: str, *, quiet: bool, log: pathlib.Path | None = None) -> None:
        self._title = title
        self._quiet = quiet
        self._log = log
        self._chatter = Chatter()
        self._stack = contextlib.ExitStack()
        self._progress: Progress | None = None

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            stack.enter_context(self._chatter)
            if self._log is not None:
                self._chatter.keep_in(self._log)
            stack.enter_context(_terminable())
            stack.enter_context(contextlib.redirect_stdout(sys.stderr if self._quiet else self._chatter.stderr))
            self._progress = Progress(messages(self._chatter.stderr), quiet=self._quiet, title=self._title)
            stack.callback(self._progress.close)
            self._progress.open()
            self._stack = stack.pop_all()
        return self

    def notify(self, event: Event) -> None:
        """Draw an event; from the run directory's creation on, the log lies there."""
        if isinstance(event, RunCreated):
            self._chatter.keep_in(pathlib.Path(event.directory) / LOG_FILE)
        if self._progress is None:
            return
        try:
            self._progress.notify(event)
        except OSError:
            # The terminal is gone or its disk is full; the job does not need either.
            self._progress = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._stack.__exit__(kind, error, traceback)


@contextlib.contextmanager
def _terminable() -> Any:
    """Let SIGTERM raise Terminated within; Python delivers signals to the main thread only."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)


def _terminate(number: int, frame: FrameType | None) -> None:
    raise Terminated("terminated")
