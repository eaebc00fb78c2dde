"""Ends a process that does not heed a signal, as where a step or a read never comes back; see `session.py`.

Python runs its handlers in the main thread, between two of its own instructions: code in C that does not
return keeps it from them. A thread hears of every signal all the same, unless that code holds Python's lock.
It saves nothing: what a run needs to go on is its last checkpoint, which is on the disk.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import threading
import time
from types import TracebackType
from typing import NoReturn, Self, TextIO

from kerasrun.cli.duration import parse_duration
from kerasrun.errors import ExitCode, UsageError

VARIABLE = "KERASRUN_GRACE"
GRACE = "20s"
"""Kubernetes and Slurm send SIGKILL 30 seconds after SIGTERM unless told otherwise."""
SOON = 3.0
"""Seconds that a second Ctrl-C leaves for the way out."""

_CODES = {
    signal.SIGINT: ExitCode.INTERRUPTED,
    signal.SIGTERM: ExitCode.TERMINATED,
    signal.SIGHUP: ExitCode.HUNG_UP,
    signal.SIGALRM: ExitCode.INTERRUPTED,
}
_NEVER = float("inf")
# Bytes beside those of signals, which the system writes by their number.
_DONE, _HEEDED = b"\x00", b"\xff"


class Watchdog:
    """Within `with Watchdog(out) as watchdog`, a signal is heeded in time, or the process ends.

    The first Ctrl-C may take as long as it wants: a person waits, who can press it again.
    """

    def __init__(self, out: TextIO) -> None:
        """Take where its last line goes.

        Raises:
            UsageError: `KERASRUN_GRACE` is no time.
        """
        try:
            self._grace = parse_duration(os.environ.get(VARIABLE) or GRACE)
        except UsageError as error:
            raise UsageError(f"{VARIABLE}: {error.message}", f"unset {VARIABLE}") from None
        self._out = out
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self._first: signal.Signals | None = None
        self._reader = self._writer = self._previous = -1

    def __enter__(self) -> Self:
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._writer, False)
        self._previous = signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        self._thread.start()
        return self

    def heed(self) -> None:
        """Say that the job has heard and saves, which may take long."""
        os.write(self._writer, _HEEDED)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        signal.set_wakeup_fd(self._previous)
        os.write(self._writer, _DONE)
        self._thread.join()
        os.close(self._reader)
        os.close(self._writer)

    def _watch(self) -> None:
        # When the job must have heard of a signal, and when it must be gone.
        heard_by = gone_by = _NEVER
        heeded = False
        while True:
            end = min(heard_by, gone_by)
            left = None if end == _NEVER else max(end - time.monotonic(), 0)
            if not select.select([self._reader], [], [], left)[0]:
                self._end()
            for byte in os.read(self._reader, 64):
                if byte == _DONE[0]:
                    return
                if byte == _HEEDED[0]:
                    heeded, heard_by = True, _NEVER
                elif byte in _CODES:
                    again = self._first is not None
                    self._first = self._first or signal.Signals(byte)
                    if byte != signal.SIGINT and not heeded:
                        heard_by = min(heard_by, time.monotonic() + self._grace)
                    elif byte == signal.SIGINT and again:
                        gone_by = min(gone_by, time.monotonic() + SOON)

    def _end(self) -> NoReturn:
        assert self._first is not None
        what = "the time is up" if self._first is signal.SIGALRM else f"stopped by {self._first.name}"
        told = f"{what}: a step does not come back, and what came after the last checkpoint is lost"
        with contextlib.suppress(OSError, ValueError):
            descriptor = self._out.fileno()
            # Whoever drew on the terminal had hidden the cursor.
            start = "\x1b[?25h\n" if os.isatty(descriptor) else ""
            os.write(descriptor, f"{start}{told}\n".encode())
        os._exit(_CODES[self._first])
