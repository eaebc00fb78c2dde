"""A run is held by one process, and by none that is dead."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kerasrun.errors import StorageError
from kerasrun.rundir import lock
from kerasrun.rundir.layout import Run
from kerasrun.rundir.lock import hold_run
from kerasrun.rundir.process import host_name, process_start

NO_LOCKS = """
import errno, fcntl
def flock(*arguments): raise OSError(errno.ENOTSUP, "no locks here")
fcntl.flock = flock
"""
HOLD = """
import os, sys
from pathlib import Path
from kerasrun.rundir.layout import Run
from kerasrun.rundir.lock import hold_run
with hold_run(Run(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(params=["flock", "no flock"])
def prelude(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The start of a program of the same file system as this process has: with locks, and without."""
    if request.param == "flock":
        return ""

    def refuse(*arguments: object) -> None:
        raise OSError(errno.ENOTSUP, "no locks here")

    monkeypatch.setattr("fcntl.flock", refuse)
    return NO_LOCKS


@contextlib.contextmanager
def holder(run: Run, prelude: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the run until it is killed or its input ends."""
    program = [sys.executable, "-c", prelude + HOLD, str(run.directory)]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


def refusal(run: Run) -> StorageError:
    with pytest.raises(StorageError) as caught, hold_run(run):
        pass
    return caught.value


def traces(run: Run) -> list[str]:
    wanted = {"manifest.json", "resolved.yaml", "status.json"}
    return sorted({path.name for path in run.directory.iterdir()} - wanted)


def test_it_is_held_once_and_then_free_again(prelude: str, run: Run) -> None:
    for _ in range(2):
        with hold_run(run):
            assert traces(run) == ["run.pid" if prelude else "run.lock"]
            assert refusal(run).message.startswith(
                f"{run.directory}: in use by process {os.getpid()} on {host_name()} since 20"
            )
        assert traces(run) == []


def test_a_fault_inside_frees_it(prelude: str, run: Run) -> None:
    with pytest.raises(KeyboardInterrupt), hold_run(run):
        raise KeyboardInterrupt
    with hold_run(run):
        pass


def test_another_process_is_named(prelude: str, run: Run) -> None:
    with holder(run, prelude) as process:
        error = refusal(run)
        assert f": in use by process {process.pid} on {host_name()} since 20" in error.message
        assert error.exit_code == 5
        assert error.hint
        assert error.hint.startswith(f"wait until it ends, or end it: kill {process.pid}")
        assert process.stdin
        process.stdin.close()
        assert process.wait(30) == 0
    with hold_run(run):
        pass


def test_what_a_killed_process_held_is_free(prelude: str, run: Run) -> None:
    with holder(run, prelude) as process:
        process.send_signal(signal.SIGKILL)
        process.wait(30)
        assert len(traces(run)) == 1
        with hold_run(run):
            (name,) = traces(run)
            assert json.loads((run.directory / name).read_text())["pid"] == os.getpid()
        assert traces(run) == []


def test_a_child_does_not_hold_on_to_it(run: Run) -> None:
    program = f"""{HOLD.replace("sys.stdin.read()", "")}
    child = os.fork() == 0
    if not child:
        os.wait()
if child:
    print("child", flush=True)
    sys.stdin.read()
"""
    command = [sys.executable, "-c", program, str(run.directory)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert [process.stdout.readline() for _ in range(2)] == ["held\n", "child\n"]
        assert f"process {process.pid} on" in refusal(run).message
        process.kill()
        process.wait(30)
        with hold_run(run):  # while the child lives
            pass
        assert process.stdin
        process.stdin.close()
        assert process.stdout.read() == ""


def test_a_number_that_was_given_out_again_holds_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "fcntl", None)
    start = process_start(os.getpid())
    assert start is not None
    write_owner(run, pid=os.getpid(), process_start=start - 1)
    with hold_run(run):
        assert traces(run) == ["run.pid"]


def write_owner(run: Run, **facts: Any) -> Path:
    """Write the file of a process that holds the run, where there are no locks."""
    owner = {"pid": 4_000_000, "host": host_name(), "process_start": 1, "since": "2026-11-23T10:15:00+00:00"}
    path = run.pid_file
    path.write_text(json.dumps({**owner, **facts}))
    return path


def test_nothing_is_known_of_a_process_on_another_machine(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "fcntl", None)
    path = write_owner(run, host="elsewhere")
    error = refusal(run)
    assert error.message == (
        f"{run.directory}: in use by process 4000000 on elsewhere since 2026-11-23T10:15:00+00:00"
    )
    assert error.hint == (
        f"wait until it ends, or end it there; where no such process is left, delete {path}"
    )
    path.unlink()
    with hold_run(run):
        pass


def test_with_locks_the_lock_decides_and_not_what_the_file_says(run: Run) -> None:
    for content in ('{"pid": 1, "host": "elsewhere", "since": "2026"}', "", "{}", "[]", "\x00"):
        run.lock_file.write_text(content)
        with hold_run(run):
            assert f"in use by process {os.getpid()} on" in refusal(run).message
    with hold_run(run):
        for content in ("", "{}", "[]", '{"pid": -1, "host": "a", "since": "b"}', '{"pid": 1}'):
            run.lock_file.write_text(content)
            assert refusal(run).message == f"{run.directory}: in use by another process"


def test_two_that_find_the_same_dead_process_do_not_both_get_it(run: Run) -> None:
    path = write_owner(run)
    dead = lock._read_owner(path)
    assert dead
    living = replace(dead, pid=os.getpid())
    write_owner(run, pid=os.getpid())  # the other one was quicker
    lock._take_away(path, dead)
    assert lock._read_owner(path) == living
    assert traces(run) == ["run.pid"]
    lock._take_away(path, living)
    lock._take_away(path, living)
    assert traces(run) == []


def test_a_name_that_was_removed_while_the_file_was_opened(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    flock = fcntl.flock
    removed: list[int] = []

    def remove_first(descriptor: int, operation: int) -> None:
        flock(descriptor, operation)
        if not removed:
            removed.append(descriptor)
            run.lock_file.unlink()

    monkeypatch.setattr("fcntl.flock", remove_first)
    with hold_run(run):
        assert removed
        assert f"in use by process {os.getpid()} on" in refusal(run).message


@pytest.mark.parametrize("kind", ["gone", "folder", "pipe", "link"])
def test_a_run_that_cannot_be_held(kind: str, run: Run, tmp_path: Path) -> None:
    message = "expected a file, received"
    if kind == "gone":
        run = Run(tmp_path / "gone")
        message = "cannot be written: no such file or directory"
    elif kind == "folder":
        run.lock_file.mkdir()
    elif kind == "pipe":
        os.mkfifo(run.lock_file)
    else:
        (tmp_path / "precious").write_text("mine")
        run.lock_file.symlink_to(tmp_path / "precious")
        message = "cannot be written: "
    assert refusal(run).message.startswith(f"{run.lock_file}: {message}")
    if kind == "link":
        assert (tmp_path / "precious").read_text() == "mine"
