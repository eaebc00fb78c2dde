"""One job with TensorFlow: its chatter goes to the run's log, its events to the screen."""

from __future__ import annotations

import contextlib
import pathlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType, TracebackType
from typing import Self, TextIO

from kerasrun.cli.chatter import Chatter
from kerasrun.cli.console import messages
from kerasrun.cli.progress import Progress
from kerasrun.cli.watchdog import Watchdog
from kerasrun.errors import HungUp, Interrupted, KerasrunError, Terminated
from kerasrun.events import Event, RunCreated, Stopping
from kerasrun.rundir.layout import Run

_ERRORS = {signal.SIGINT: Interrupted, signal.SIGTERM: Terminated, signal.SIGHUP: HungUp}


class Session:
    """Within `with Session(...) as session`, `session.notify` draws events and stdout belongs to nobody.

    What Keras callbacks and a user's own functions print goes to the screen as messages, and to the log when
    quiet, so that stdout holds results alone. Ctrl-C leaves as Interrupted and SIGTERM as Terminated.
    """

    def __init__(self, title: str, *, quiet: bool, log: pathlib.Path | None = None) -> None:
        self._title = title
        self._quiet = quiet
        self._log = log
        self._chatter = Chatter()
        self._stack = contextlib.ExitStack()
        self._progress: Progress | None = None
        self._watchdog: Watchdog | None = None
        self._signal: signal.Signals | None = None

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            stack.enter_context(self._chatter)
            if self._log is not None:
                self._chatter.keep_in(self._log)
            stack.enter_context(self._listening())
            stack.enter_context(contextlib.redirect_stdout(self._stray_output(stack)))
            self._progress = Progress(messages(self._chatter.stderr), quiet=self._quiet, title=self._title)
            stack.callback(self._progress.close)
            self._progress.open()
            self._stack = stack.pop_all()
        return self

    def _stray_output(self, stack: contextlib.ExitStack) -> TextIO:
        """Return where prints go: the screen or, when quiet, descriptor 2, which is the log by now."""
        if not self._quiet:
            return self._chatter.stderr
        log = open(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)
        return stack.enter_context(log)

    def notify(self, event: Event) -> None:
        """Draw an event; from the run directory's creation on, the log lies there."""
        if isinstance(event, RunCreated):
            self._chatter.keep_in(Run(pathlib.Path(event.directory)).log_file)
        if isinstance(event, Stopping) and self._watchdog is not None:
            self._watchdog.heed()
        if self._progress is None:
            return
        try:
            self._progress.notify(event)
        except OSError:
            # The terminal is gone or its disk is full; the job does not need either.
            self._progress = None

    @contextlib.contextmanager
    def _listening(self) -> Iterator[None]:
        """Let signals raise KeyboardInterrupt; Python delivers signals to the main thread only."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        from kerasrun.training.interrupt import heard_signals

        previous = {number: signal.signal(number, self._receive) for number in heard_signals()}
        try:
            with Watchdog(self._chatter.stderr) as self._watchdog:
                yield
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)

    def _receive(self, number: int, frame: FrameType | None) -> None:
        self._signal = signal.Signals(number)
        raise KeyboardInterrupt(self._signal)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._stack.__exit__(kind, error, traceback)
        if self._signal is not None and error is not None and not isinstance(error, KerasrunError):
            # An import that is interrupted may fail with an error of its own.
            raise _ERRORS[self._signal](f"stopped by {self._signal.name}") from None
