"""A process dies where the variable says, and nowhere else."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from kerasrun.errors import UsageError
from kerasrun.rundir.crash import VARIABLE, crash_at, crash_count

PROGRAM = """
from kerasrun.rundir.crash import crash_at
crash_at("save:after_tmp")
print("between", flush=True)
crash_at("save:before_rename")
print("after", flush=True)
"""


@pytest.mark.parametrize(
    ("fault", "code", "output"),
    [
        ("save:after_tmp", -signal.SIGKILL, ""),
        ("save:before_rename", -signal.SIGKILL, "between\n"),
        ("save:after_rename", 0, "between\nafter\n"),
        ("batch=1", 0, "between\nafter\n"),
        ("", 0, "between\nafter\n"),
    ],
)
def test_the_process_dies_at_the_place_that_is_named(fault: str, code: int, output: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env={VARIABLE: fault}, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (code, output, "")


def test_a_counter_says_its_number_to_its_own_name_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert crash_count("batch") is None
    monkeypatch.setenv(VARIABLE, "batch=17")
    assert (crash_count("batch"), crash_count("epoch"), crash_count("save:bytes")) == (17, None, None)
    monkeypatch.setenv(VARIABLE, "interrupt=3")
    assert (crash_count("batch"), crash_count("interrupt")) == (None, 3)
    monkeypatch.setenv(VARIABLE, "save:bytes=0")
    assert (crash_count("batch"), crash_count("save:bytes")) == (None, 0)


@pytest.mark.parametrize(
    "text",
    [
        "batch",
        "batch=",
        "batch=-1",
        "batch=1.5",
        "batch=" + "9" * 30,
        "save",
        "save:rename",
        "bytes=1",
        "batch=٣",
    ],
)
def test_a_place_that_does_not_exist_is_not_passed_over(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, text)
    with pytest.raises(UsageError, match="KERASRUN_FAULT: expected one of save:after_tmp, ") as caught:
        crash_at("save:after_tmp")
    assert caught.value.hint == "unset KERASRUN_FAULT"
    with pytest.raises(UsageError):
        crash_count("batch")
