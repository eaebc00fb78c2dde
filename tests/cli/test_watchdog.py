from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from io import StringIO

import pytest

from kerasrun.cli.watchdog import Watchdog
from kerasrun.errors import UsageError

DEAF = """
import ctypes, signal, sys
from kerasrun.cli.watchdog import Watchdog

def hang():
    mutex, libc = ctypes.create_string_buffer(64), ctypes.CDLL(None)
    libc.pthread_mutex_lock(mutex)
    libc.pthread_mutex_lock(mutex)

for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
    signal.signal(number, lambda number, frame: None)
with Watchdog(sys.stderr) as watchdog:
"""


def deaf(body: str) -> subprocess.CompletedProcess[str]:
    """Run lines inside `with Watchdog` in a process of its own, with handlers that do nothing."""
    code = DEAF + "".join(f"    {line}\n" for line in body.splitlines())
    environment = {**os.environ, "KERASRUN_GRACE": "0.2s"}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("number", "code", "what"),
    [
        (signal.SIGTERM, 143, "stopped by SIGTERM"),
        (signal.SIGHUP, 129, "stopped by SIGHUP"),
        (signal.SIGALRM, 130, "the time is up"),
    ],
)
def test_a_signal_that_nothing_heeds_ends_the_process(number: int, code: int, what: str) -> None:
    done = deaf(f"signal.raise_signal({int(number)})\nhang()")
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(f"{what}: a step does not come back")


def test_the_code_is_that_of_the_first_signal() -> None:
    assert deaf("signal.raise_signal(15)\nsignal.raise_signal(2)\nhang()").returncode == 143


@pytest.mark.parametrize(
    "heard",
    [
        "signal.raise_signal(15)\nwatchdog.heed()",
        "watchdog.heed()\nsignal.raise_signal(15)",
        "signal.raise_signal(2)",
        "signal.raise_signal(15)\nwatchdog.heed()\nsignal.raise_signal(15)",
    ],
)
def test_what_is_heeded_may_take_long_and_so_may_one_ctrl_c(heard: str) -> None:
    assert deaf(f"{heard}\nimport time\ntime.sleep(0.6)\nsys.exit(7)").returncode == 7


def test_ctrl_c_after_a_termination_that_is_heeded_does_not_wait() -> None:
    assert deaf("signal.raise_signal(15)\nwatchdog.heed()\nsignal.raise_signal(2)\nhang()").returncode == 143


def test_other_signals_end_nothing_and_all_is_put_back() -> None:
    before = signal.signal(signal.SIGUSR1, lambda number, frame: None)
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    outer = signal.set_wakeup_fd(writer)
    try:
        with Watchdog(StringIO()):
            signal.raise_signal(signal.SIGUSR1)
            time.sleep(0.01)
        assert signal.set_wakeup_fd(outer) == writer
    finally:
        signal.signal(signal.SIGUSR1, before)
        os.close(reader)
        os.close(writer)


@pytest.mark.parametrize("text", ["soon", "-1s", "0s"])
def test_a_grace_that_is_no_time(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERASRUN_GRACE", text)
    with pytest.raises(UsageError, match="KERASRUN_GRACE: expected a time"):
        Watchdog(StringIO())
