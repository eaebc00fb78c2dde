"""Damaged, full, read-only, vanished, shared: the last whole checkpoint survives; the exit code says why."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kerasrun.rundir.checkpoint import read_checkpoint
from kerasrun.rundir.checkpoint_list import list_checkpoints
from kerasrun.rundir.run import latest_run
from kerasrun.rundir.status import read_status
from tests.fault.conftest import Straight, end_of, positions, write
from tests.fault.process import run, start


def killed(folder: Path) -> list[Path]:
    """Train until two checkpoints are there, and kill; return their folders, the farthest first."""
    assert run(folder, "train", write(folder), fault="batch=20").code == -signal.SIGKILL
    found = list_checkpoints(latest_run(folder / "runs"))
    assert len(found) == 2
    return found


def test_a_damaged_checkpoint_gives_way_to_the_one_before(tmp_path: Path, straight: Straight) -> None:
    first = killed(tmp_path)[0]
    stored = (first / "arrays.npz").read_bytes()
    (first / "arrays.npz").write_bytes(stored[:1000] + bytes([stored[1000] ^ 1]) + stored[1001:])
    done = run(tmp_path, "resume", "--quiet", fault="batch=1")
    assert done.code == -signal.SIGKILL
    assert f"warning: checkpoint {first.name} is damaged: arrays.npz" in done.err
    assert f"set aside as damaged-{first.name}" in done.err
    assert end_of(run(tmp_path, "resume", "--json"), tmp_path) == straight("dense")


def test_no_whole_checkpoint_is_refused_and_nothing_begins_again(tmp_path: Path) -> None:
    found = killed(tmp_path)
    for folder, file, content in zip(found, ("state.json", "manifest.json"), (b"{}", b""), strict=True):
        (folder / file).write_bytes(content)
    before = latest_run(tmp_path / "runs").history_file.read_bytes()
    for _ in range(2):
        done = run(tmp_path, "resume")
        assert done.code == 6, done
        assert "no checkpoint is whole" in done.err
        assert "Traceback" not in done.err
    assert latest_run(tmp_path / "runs").history_file.read_bytes() == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 400 kB for runs, which can be made full."""
    folder = tmp_path / "runs"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_keeps_the_last_checkpoint(tmp_path: Path, small_disk: Path, straight: Straight) -> None:
    words = ("train", write(tmp_path))
    assert run(tmp_path, *words, fault="batch=4").code == -signal.SIGKILL
    filler = small_disk / "filler"
    size = shutil.disk_usage(small_disk).free - 8192
    filler.write_bytes(bytes(size))
    before = positions(tmp_path)
    # A process of its own: what TensorFlow does at the end of one counts, too.
    cold = subprocess.run(
        [sys.executable, "-m", "kerasrun", "resume"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert cold.returncode == 5, cold.stderr
    assert "Traceback" not in cold.stderr
    assert positions(tmp_path) == before
    filler.unlink()
    assert end_of(run(tmp_path, "resume", "--json"), tmp_path) == straight("dense")


def test_the_disk_fills_while_it_trains(tmp_path: Path, small_disk: Path, straight: Straight) -> None:
    process = start(tmp_path, "train", write(tmp_path), "fit.epochs=100000")
    process.wait_until(lambda: any(small_disk.glob("*/checkpoints/epoch*")))
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as stream:
        while True:
            try:
                stream.write(bytes(4096))
            except OSError:
                break
    done = process.wait()
    assert done.code == 5, done
    assert "Traceback" not in done.err
    filler.unlink()
    checkpoint = read_checkpoint(latest_run(small_disk))
    assert checkpoint is not None
    assert checkpoint.notes == ()
    assert run(tmp_path, "resume", "--epochs", str(checkpoint.position.epoch + 1), "--quiet").code == 0


def test_a_run_directory_that_vanishes(tmp_path: Path) -> None:
    process = start(tmp_path, "train", write(tmp_path), "fit.epochs=100000")
    process.wait_until(lambda: any(tmp_path.glob("runs/*/checkpoints/epoch*")))
    shutil.rmtree(latest_run(tmp_path / "runs").directory, ignore_errors=True)
    done = process.wait()
    assert done.code == 5, done
    assert "Traceback" not in done.err


def set_rights(folder: Path, mode: int) -> None:
    """Set the rights of a folder and of all folders in it, although a process may work there."""
    for path, _, _ in os.walk(folder):
        with contextlib.suppress(FileNotFoundError):
            os.chmod(path, mode)


def test_a_folder_of_runs_that_is_read_only(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    set_rights(tmp_path / "runs", 0o500)
    done = run(tmp_path, "train", write(tmp_path))
    assert done.code == 5, done
    assert "runs: cannot be written: permission denied" in done.err
    assert "choose a folder that you may write to with --runs-dir" in " ".join(done.err.split())
    assert list((tmp_path / "runs").iterdir()) == []


def test_a_run_directory_that_is_read_only(tmp_path: Path, straight: Straight) -> None:
    before = killed(tmp_path)
    set_rights(tmp_path / "runs", 0o500)
    done = run(tmp_path, "resume")
    assert done.code == 5, done
    assert "Traceback" not in done.err
    assert list_checkpoints(latest_run(tmp_path / "runs")) == before
    set_rights(tmp_path / "runs", 0o700)
    assert end_of(run(tmp_path, "resume", "--json"), tmp_path) == straight("dense")


def test_a_run_directory_that_becomes_read_only(tmp_path: Path) -> None:
    process = start(tmp_path, "train", write(tmp_path), "fit.epochs=100000")
    process.wait_until(lambda: any(tmp_path.glob("runs/*/checkpoints/epoch*")))
    set_rights(tmp_path / "runs", 0o500)
    done = process.wait()
    set_rights(tmp_path / "runs", 0o700)
    assert done.code == 5, done
    assert "permission denied" in done.err
    assert "Traceback" not in done.err
    checkpoint = read_checkpoint(latest_run(tmp_path / "runs"))
    assert checkpoint is not None
    assert checkpoint.notes == ()


def test_a_run_directory_that_is_a_file(tmp_path: Path) -> None:
    spec = write(tmp_path)
    (tmp_path / "file").write_text("")
    done = run(tmp_path, "train", spec, "--runs-dir", "file")
    assert done.code == 2
    assert "expected a folder for runs" in done.err
    assert run(tmp_path, "train", spec, "--runs-dir", "/proc/none").code == 5
    found = killed(tmp_path)
    checkpoints = found[0].parent
    shutil.rmtree(checkpoints)
    checkpoints.write_text("")
    done = run(tmp_path, "resume")
    assert done.code == 5, done
    assert "Traceback" not in done.err


def test_a_second_process_is_told_who_trains(tmp_path: Path, straight: Straight) -> None:
    first = start(tmp_path, "train", write(tmp_path), "fit.epochs=100000")
    first.wait_until(lambda: any(tmp_path.glob("runs/*/checkpoints/epoch*")))
    for words in (("resume",), ("train", "tiny.yaml", "fit.epochs=100000", "--resume")):
        done = run(tmp_path, *words)
        assert done.code == 5, done
        assert f"in use by process {first.pid} on " in done.err
    first.send(signal.SIGKILL)
    first.wait()
    # What a dead process held is free.
    assert read_status(latest_run(tmp_path / "runs")).state == "stopped"
    process = start(tmp_path, "resume")
    process.wait_until(lambda: read_status(latest_run(tmp_path / "runs")).state == "running")
    process.send(signal.SIGTERM)
    assert process.wait().code == 143
