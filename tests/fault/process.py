"""Commands of kerasrun as processes that can be killed, each forked from one that has imported TensorFlow.

The import costs four seconds and is the same for all of them; TensorFlow itself starts, and ends, with each
process. Tests of what a cold process does start `python -m kerasrun`.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.privilege import bound_by_rights

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(
    ["kerasrun.training.train", "kerasrun.score.evaluate", "kerasrun.cli.train", "kerasrun.cli.resume"]
)


@dataclass(frozen=True)
class Done:
    """How a process ended: its exit code, or minus the signal that killed it."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Return the one JSON document on stdout."""
        return json.loads(self.out)


class Running:
    """A command at work in a folder."""

    def __init__(
        self,
        folder: Path,
        words: Sequence[str | Path],
        environment: Mapping[str, str],
        ignored: Sequence[int],
    ) -> None:
        self._files = [folder / f".{name}-{time.monotonic_ns()}" for name in ("out", "err")]
        arguments = (str(folder), [str(word) for word in words], environment, list(ignored), self._files)
        self._process = _SERVER.Process(target=_work, args=arguments, daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        """The number of the process."""
        assert self._process.pid is not None
        return self._process.pid

    def send(self, number: int) -> None:
        """Send a signal, unless the process has ended."""
        if self._process.is_alive():
            os.kill(self.pid, number)

    def wait_until(self, is_true: Callable[[], bool], seconds: float = 60) -> None:
        """Wait for a condition that this process brings about."""
        end = time.monotonic() + seconds
        while not is_true():
            assert self._process.is_alive(), self.wait()
            assert time.monotonic() < end, "it takes too long"
            time.sleep(0.005)

    def ends_within(self, seconds: float) -> bool:
        """Wait; tell whether the process has ended by itself."""
        self._process.join(seconds)
        return not self._process.is_alive()

    def wait(self, seconds: float = 120) -> Done:
        """Wait for its end."""
        if not self.ends_within(seconds):
            self.send(signal.SIGKILL)
            self._process.join()
            raise AssertionError(f"still running after {seconds} s")
        out, err = (file.read_text("utf-8") if file.exists() else "" for file in self._files)
        assert self._process.exitcode is not None
        return Done(self._process.exitcode, out, err)


def start(
    folder: Path, *words: str | Path, fault: str = "", grace: str = "", ignored: Sequence[int] = ()
) -> Running:
    """Start `kerasrun WORDS` in a folder.

    Args:
        folder: the working directory.
        words: of the command line.
        fault: the value of `KERASRUN_FAULT`.
        grace: the value of `KERASRUN_GRACE`.
        ignored: signals that the process is started without, as `nohup` does.
    """
    return Running(folder, words, {"KERASRUN_FAULT": fault, "KERASRUN_GRACE": grace}, ignored)


def run(folder: Path, *words: str | Path, fault: str = "") -> Done:
    """Run a command to its end; see `start`."""
    return start(folder, *words, fault=fault).wait()


def _work(
    folder: str, words: list[str], environment: Mapping[str, str], ignored: list[int], files: list[Path]
) -> None:
    for descriptor, file in enumerate(files, start=1):
        stream = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(stream, descriptor)
        os.close(stream)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)
    # Whoever runs the tests may have started them with signals ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)
    os.chdir(folder)
    os.environ.update(environment, NO_COLOR="1")
    sys.argv = ["kerasrun", *words]
    from kerasrun.__main__ import main

    with bound_by_rights():
        main()
