"""TensorFlow's start-up lines, which no variable silences, in train.log instead of on the screen."""

from __future__ import annotations

import contextlib
import os
import pathlib
import sys
from types import TracebackType
from typing import Self, TextIO

# A run may have been copied from anywhere: its log is neither a link to follow nor a pipe to wait for.
_APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class Chatter:
    """Within `with Chatter() as chatter`, file descriptor 2 is a buffer.

    `chatter.stderr` still writes to the terminal.

    `keep_in(path)` appends what was said, and what will be said, to a file.
    """

    def __init__(self) -> None:
        self.stderr: TextIO = sys.stderr
        self._terminal = -1
        self._log = -1

    def __enter__(self) -> Self:
        sys.stderr.flush()
        self._terminal = os.dup(2)
        self.stderr = os.fdopen(os.dup(self._terminal), "w", encoding=sys.stderr.encoding, errors="replace")
        self._log = (
            os.memfd_create("kerasrun-chatter")
            if hasattr(os, "memfd_create")
            else os.open(os.devnull, os.O_RDWR)
        )
        os.dup2(self._log, 2)
        return self

    def keep_in(self, path: pathlib.Path) -> None:
        """Move what was said so far to the end of `path` and let the rest follow it there."""
        sys.stderr.flush()
        try:
            file = os.open(path, _APPEND, 0o644)
        except OSError:
            # The log is a courtesy; the run directory's own errors are told elsewhere.
            return
        with contextlib.suppress(OSError):  # nor does a full disk matter
            os.lseek(self._log, 0, os.SEEK_SET)
            while chunk := os.read(self._log, 65536):
                os.write(file, chunk)
        os.dup2(file, 2)
        os.close(self._log)
        self._log = file

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        sys.stderr.flush()
        os.dup2(self._terminal, 2)
        os.close(self._terminal)
        os.close(self._log)
        with contextlib.suppress(OSError):
            self.stderr.close()
