"""A process behind a pseudo-terminal, for what only a terminal sees."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path


class Terminal:
    """A process behind a terminal of 60 columns."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
        self.settings = termios.tcgetattr(slave)
        self.slave = slave
        environment = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "NO_COLOR")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kerasrun", *words],
            cwd=folder,
            env={**environment, "TERM": "xterm"},
            stdin=slave,
            stdout=slave,
            stderr=slave,
        )
        self.text = ""

    def read_until(self, done: Callable[[str], bool], seconds: float = 50) -> None:
        end = time.monotonic() + seconds
        os.set_blocking(self.master, False)
        while time.monotonic() < end and not done(self.text):
            try:
                self.text += os.read(self.master, 65536).decode("utf-8")
            except BlockingIOError:
                if self.process.poll() is not None:
                    return
                time.sleep(0.02)

    def finish(self) -> int:
        self.read_until(lambda text: False)
        code = self.process.wait(timeout=10)
        assert termios.tcgetattr(self.slave) == self.settings
        os.close(self.slave)
        os.close(self.master)
        return code


def frames(text: str) -> list[str]:
    """Return the lines that were drawn, without colours and moves."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).replace("\r", "\n").split("\n")
