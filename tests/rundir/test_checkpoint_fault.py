"""Checkpoints survive kills at any moment, full disks and folders that fail."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest

from kerasrun.errors import StorageError
from kerasrun.rundir import checkpoint
from kerasrun.rundir.checkpoint import (
    Position,
    best_position,
    read_checkpoint,
    write_checkpoint,
)
from kerasrun.rundir.run import Run
from tests.rundir.kept import epochs, leftovers, whole, write

FullDisk = Callable[[int], AbstractContextManager[None]]


# Kills: a child process dies by SIGKILL.

SAVE = """
import sys
from pathlib import Path
import numpy as np
from kerasrun.rundir.checkpoint import Position, write_checkpoint
from kerasrun.rundir.layout import Run

def write(run, epoch):
    arrays = {"kernel": np.full(500, epoch, "f4"), "state/steps": np.array(epoch)}
    write_checkpoint(run, Position(epoch, 0), arrays, {"epoch": epoch}, best=epoch == 2)

run = Run(Path(sys.argv[1]))
"""
# One thread, so that a fork is safe and the start is quick.
ENVIRONMENT = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}


def save_and_die(run: Run, epoch: int, fault: str) -> None:
    environment = {**ENVIRONMENT, "KERASRUN_FAULT": fault}
    program = [sys.executable, "-c", f"{SAVE}write(run, {epoch})", str(run.directory)]
    assert subprocess.run(program, env=environment, timeout=60).returncode == -signal.SIGKILL


ALL = ["arrays.npz", "manifest.json", "state.json"]


@pytest.mark.parametrize(
    ("fault", "left"),
    [
        ("save:bytes=0", ["arrays.npz"]),
        ("save:bytes=1500", ["arrays.npz"]),
        ("save:bytes=2700", ["arrays.npz", "state.json"]),
        ("save:bytes=3000", ALL),
        ("save:after_tmp", ALL),
        ("save:before_rename", ALL),
    ],
)
def test_a_kill_before_the_rename_keeps_the_checkpoint_before(fault: str, left: list[str], run: Run) -> None:
    write(run, 1, best=True)
    save_and_die(run, 2, fault)
    (temporary,) = leftovers(run)
    assert sorted(path.name for path in temporary.iterdir()) == left
    found = whole(read_checkpoint(run))
    assert (found.position, found.notes, best_position(run)) == (Position(1, 0), (), Position(1, 0))
    assert leftovers(run) == []
    write(run, 2)
    assert epochs(run) == [1, 2]


@pytest.mark.parametrize("fault", ["save:after_rename", "save:before_prune"])
def test_a_kill_after_the_rename_keeps_the_new_checkpoint(fault: str, run: Run) -> None:
    write(run, 0)
    write(run, 1, best=True)
    save_and_die(run, 2, fault)
    assert epochs(run) == [0, 1, 2]
    found = whole(read_checkpoint(run))
    assert (found.position, found.notes, best_position(run)) == (Position(2, 0), (), Position(2, 0))
    write(run, 3)
    assert epochs(run) == [2, 3]


def test_the_next_write_clears_what_a_kill_left(run: Run) -> None:
    save_and_die(run, 2, "save:before_rename")
    assert len(leftovers(run)) == 1
    write(run, 2)
    assert leftovers(run) == []


KILLS = """
import os, random, signal, time
from kerasrun.rundir.checkpoint import read_checkpoint
dice = random.Random(19)
write(run, 0)
lost = []
for kill in range(20):
    ready, tell = os.pipe()
    start = read_checkpoint(run).position.epoch
    child = os.fork()
    if child == 0:
        for epoch in range(start + 1, start + 10_000):
            write(run, epoch)
            os.write(tell, epoch.to_bytes(4, "little"))
    os.close(tell)
    time.sleep(dice.random() * 0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(ready, "rb") as stream:
        done = [start, *(int.from_bytes(word, "little") for word in iter(lambda: stream.read(4), b""))][-1]
    found = read_checkpoint(run)
    epoch = found.position.epoch
    assert found.notes == () and epoch in (done, done + 1), (found.notes, done, epoch)
    assert set(found.arrays["kernel"].tolist()) == {epoch} and found.state == {"epoch": epoch}
print(epoch)
"""


def test_no_kill_at_any_moment_loses_a_checkpoint(run: Run) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SAVE + KILLS, str(run.directory)],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stderr == ""
    assert whole(read_checkpoint(run)).position == Position(int(done.stdout), 0)
    assert leftovers(run) == []


# Disks and folders that fail.


@pytest.mark.parametrize("limit", [100, 2300])  # in the arrays; in the state, which is made the largest
def test_a_file_that_cannot_be_written_keeps_the_checkpoints(
    limit: int, run: Run, full_disk: FullDisk
) -> None:
    write(run, 1)
    with full_disk(limit), pytest.raises(StorageError) as caught:
        write_checkpoint(run, Position(2, 0), {"kernel": np.zeros(400, "f4")}, {"text": "x" * 4000})
    folder = run.checkpoints_directory / "epoch-0002-step-000000"
    assert caught.value.message == f"{folder}: cannot be written: file too large"
    assert whole(read_checkpoint(run)).notes == ()
    assert [path.name for path in run.checkpoints_directory.iterdir()] == ["epoch-0001-step-000000"]


@pytest.fixture
def small_disk(run: Run) -> Iterator[Run]:
    """A run on a disk of 1 MB of its own."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "kerasrun-test", str(run.directory)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("only root can mount a disk")
    try:
        yield run
    finally:
        subprocess.run(["umount", str(run.directory)], check=True)


@pytest.mark.parametrize("is_told_first", [True, False])
def test_a_full_disk_keeps_the_checkpoints(
    is_told_first: bool, small_disk: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(small_disk, 1, size=100_000)
    message = "it needs 0.9 MB, and the disk has 0.6 MB free"
    if not is_told_first:  # as when somebody else fills the disk meanwhile
        monkeypatch.setattr(checkpoint, "_SLACK", -(10**9))
        message = "no space left on device"
    with pytest.raises(StorageError, match=f"epoch-0002-step-000000: cannot be written: {message}") as caught:
        write(small_disk, 2, size=200_000)
    assert caught.value.hint == "free some space, or choose another disk with --runs-dir"
    assert caught.value.exit_code == 5
    assert leftovers(small_disk) == []
    assert whole(read_checkpoint(small_disk)).position == Position(1, 0)
    write(small_disk, 2, size=100_000, keep=1)
    assert epochs(small_disk) == [2]


def test_a_disk_that_can_only_be_read(small_disk: Run) -> None:
    write(small_disk, 1)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk.directory)], check=True)
    with pytest.raises(StorageError, match="cannot be written: read-only file system"):
        write(small_disk, 2)
    assert whole(read_checkpoint(small_disk)).position == Position(1, 0)


def test_a_run_that_is_gone(run: Run) -> None:
    write(run, 1)
    shutil.rmtree(run.directory)
    with pytest.raises(StorageError, match="checkpoints: cannot be written: no such file") as caught:
        write(run, 2)
    assert caught.value.hint == "was the run directory moved or deleted?"
    assert not run.directory.exists()


@pytest.mark.parametrize("kind", ["file", "link", "link to nowhere"])
def test_a_folder_of_checkpoints_that_is_none(kind: str, run: Run, tmp_path: Path) -> None:
    folder = run.checkpoints_directory
    if kind == "file":
        folder.write_text("mine")
    else:
        folder.symlink_to(tmp_path if kind == "link" else tmp_path / "nowhere")
    received = "file" if kind == "file" else "link"
    for use in (lambda: write(run, 1), lambda: read_checkpoint(run)):
        with pytest.raises(StorageError, match=f"checkpoints: expected a folder, received a {received}"):
            use()
    assert folder.is_symlink() == (received == "link")
    assert not (tmp_path / "nowhere").exists()


def test_the_manifest_of_the_run_leaves_checkpoints_alone(run: Run) -> None:
    from kerasrun.rundir.manifest import write_manifest

    write(run, 1)
    write_manifest(run)
    assert list(json.loads(run.manifest_file.read_text())["files"]) == ["resolved.yaml"]
