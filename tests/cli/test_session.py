from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kerasrun.cli.progress import Progress
from kerasrun.cli.session import Session
from kerasrun.errors import Interrupted, Terminated
from kerasrun.events import Event, Noted, RunCreated


def test_prints_go_to_the_screen_as_messages(capfd: pytest.CaptureFixture[str]) -> None:
    with Session("m", quiet=False):
        print("from a callback", flush=True)
    out, err = capfd.readouterr()
    assert out == ""
    assert "from a callback" in err


def test_prints_go_to_the_log_when_quiet(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with Session("m", quiet=True) as session:
        session.notify(RunCreated(str(tmp_path)))
        print("from a callback", flush=True)
    assert capfd.readouterr() == ("", "")
    assert "from a callback" in (tmp_path / "train.log").read_text("utf-8")


@pytest.mark.parametrize(("number", "error"), [(signal.SIGTERM, Terminated), (signal.SIGINT, Interrupted)])
def test_a_signal_is_an_error_and_the_handler_comes_back(
    number: signal.Signals, error: type[Interrupted]
) -> None:
    before = signal.getsignal(number)
    with pytest.raises(error) as caught, Session("m", quiet=True):
        signal.raise_signal(number)
    assert type(caught.value) is error
    assert signal.getsignal(number) is before


def fail_to_import() -> None:
    try:
        signal.raise_signal(signal.SIGTERM)
    except KeyboardInterrupt:
        raise ImportError("partially initialized module") from None


def test_an_import_that_a_signal_breaks_is_no_bug() -> None:
    with pytest.raises(Terminated), Session("m", quiet=True):
        fail_to_import()


def test_other_errors_pass() -> None:
    with pytest.raises(ZeroDivisionError), Session("m", quiet=True):
        raise ZeroDivisionError


def test_a_screen_that_is_gone_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(progress: Progress, event: Event) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Progress, "notify", fail)
    with Session("m", quiet=False) as session:
        session.notify(Noted("x"))
        session.notify(Noted("y"))
    assert capfd.readouterr().out == ""


HEEDED = """
import signal, time
from kerasrun.cli.session import Session
from kerasrun.events import Stopping

with Session("m", quiet=True) as session:
    try:
        signal.raise_signal(signal.SIGTERM)
    except KeyboardInterrupt:
        session.notify(Stopping("SIGTERM"))
        time.sleep(0.6)
        print("saved", file=open("saved", "w"))
"""


@pytest.mark.parametrize("heeds", [True, False])
def test_saving_takes_the_time_it_needs_once_the_signal_is_heard(tmp_path: Path, heeds: bool) -> None:
    code = HEEDED if heeds else HEEDED.replace("session.notify", "str")
    environment = {**os.environ, "KERASRUN_GRACE": "0.2s"}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=False)
    assert (tmp_path / "saved").exists() == heeds
    assert done.returncode == (0 if heeds else 143)
