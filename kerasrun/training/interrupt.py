"""Ctrl-C, termination, a closed terminal, a time that is up, too much memory: heeded where nothing is lost.

That is at once while data loads, and between two batches while a model trains. Nothing is saved inside a
signal handler: it could interrupt TensorFlow or a half-written file. This file imports no TensorFlow, because
a job listens from its first moment.
"""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType, TracebackType
from typing import Any, Self

from kerasrun.rundir.peak import used_memory

LOOK_SECONDS = 1.0
"""Between two looks at the memory."""

_NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_TIME_UP = signal.SIGALRM


def heard_signals() -> list[signal.Signals]:
    """Return the signals to listen to: a process that `nohup` started is not to hear of a closed terminal.

    Ctrl-C is heard even where it is ignored so far: a shell lets every job in the background ignore it.
    """
    hung_up = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return [number for number in _NUMBERS if number is not signal.SIGHUP or not hung_up]


class StopRequest:
    """Within `with StopRequest() as stop`, a signal raises KeyboardInterrupt; `stop.signal` tells which.

    Within `with stop.held()` the first signal only sets `stop.signal`, which the engine looks at between
    batches. A second Ctrl-C raises there too.

    With `seconds`, the system sends a signal like the others when they have passed. With `memory`, `is_asked`
    also tells when the process holds more bytes.
    """

    def __init__(self, seconds: float | None = None, memory: int | None = None) -> None:
        self.seconds = seconds
        self.memory = memory
        self._too_large = False
        self._looked = -LOOK_SECONDS
        self.signal: signal.Signals | None = None
        self._held = False
        self._previous: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        # Python delivers signals to the main thread only.
        if threading.current_thread() is threading.main_thread():
            self._previous = {number: signal.signal(number, self._receive) for number in heard_signals()}
            if self.seconds is not None:
                self._previous[_TIME_UP] = signal.signal(_TIME_UP, self._receive)
                signal.setitimer(signal.ITIMER_REAL, self.seconds)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if _TIME_UP in self._previous:
            signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in self._previous.items():
            signal.signal(number, handler)

    def is_asked(self) -> bool:
        """Tell whether to stop, between two batches; the memory is looked at now and then."""
        if self.memory is not None and time.monotonic() - self._looked >= LOOK_SECONDS:
            self._looked = time.monotonic()
            self._too_large = (used_memory() or 0) > self.memory
        return self.signal is not None or self._too_large

    @property
    def reason(self) -> str:
        """What asked to stop, as status.json has it: a signal's name, "max-time" or "max-memory"."""
        if self.signal is None and self._too_large:
            return "max-memory"
        number = self.signal or signal.SIGINT
        return "max-time" if number is _TIME_UP else number.name

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Let the first signal wait for somebody who looks at `signal`."""
        self._held = True
        try:
            yield
        finally:
            self._held = False

    def _receive(self, number: int, frame: FrameType | None) -> None:
        first = self.signal is None
        self.signal = self.signal or signal.Signals(number)
        if not self._held or (not first and number == signal.SIGINT):
            # With the signal: where nobody asks `signal` any more, the exit code still follows from it.
            raise KeyboardInterrupt(signal.Signals(number))
