"""Ctrl-C, termination, a closed terminal: at once where nothing is lost, between two batches where something would be.

Nothing is saved inside a signal handler: it could interrupt TensorFlow or a half-written file. This file
imports no TensorFlow, because a job listens from its first moment.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType, TracebackType
from typing import Any, Self

_NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequest:
    """Within `with StopRequest() as stop`, a signal raises KeyboardInterrupt; `stop.signal` tells which.

    Within `with stop.held()` the first signal only sets `stop.signal`, which the engine looks at between
    batches. A second Ctrl-C raises there too.
    """

    def __init__(self) -> None:
        self.signal: signal.Signals | None = None
        self._held = False
        self._previous: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        # Python delivers signals to the main thread only.
        if threading.current_thread() is threading.main_thread():
            # `nohup` starts a process that is not to hear of a closed terminal.
            heard = [number for number in _NUMBERS if signal.getsignal(number) is not signal.SIG_IGN]
            self._previous = {number: signal.signal(number, self._receive) for number in heard}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)

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
