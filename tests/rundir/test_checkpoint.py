"""Checkpoints survive kills, full disks and damage: the last whole one is always found, and no other."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kerasrun.errors import ResumeRefused, StorageError
from kerasrun.rundir import checkpoint
from kerasrun.rundir.atomic import is_temporary
from kerasrun.rundir.checkpoint import (
    Checkpoint,
    NonFiniteArray,
    Position,
    best_position,
    read_checkpoint,
    write_checkpoint,
)
from kerasrun.rundir.run import Run

FullDisk = Callable[[int], AbstractContextManager[None]]


def write(run: Run, epoch: int, *, size: int = 500, **options: Any) -> Path:
    """Write a checkpoint in which every number is the epoch."""
    arrays = {"kernel": np.full(size, epoch, "f4"), "state/steps": np.array(epoch)}
    return write_checkpoint(run, Position(epoch, 0), arrays, {"epoch": epoch}, **options)


def whole(found: Checkpoint | None) -> Checkpoint:
    """Return `found` after a look at every number."""
    assert found is not None
    epoch = found.position.epoch
    assert list(found.arrays) == ["kernel", "state/steps"]
    assert set(found.arrays["kernel"].tolist()) == {epoch}
    assert found.arrays["state/steps"] == epoch
    assert found.state == {"epoch": epoch}
    return found


def epochs(run: Run) -> list[int]:
    return sorted(int(path.name[6:10]) for path in run.checkpoints_directory.glob("epoch-*"))


def leftovers(run: Run) -> list[Path]:
    return [path for path in run.checkpoints_directory.iterdir() if is_temporary(path)]


def test_a_checkpoint_comes_back(run: Run) -> None:
    assert read_checkpoint(run) is None
    arrays = {
        "b/kernel": np.random.default_rng(0).random((3, 4)),
        "a": np.array(7),
        "ü \x00": np.zeros((0, 2)),
    }
    state = {"best": float("inf"), "lr": 0.1 + 0.2, "seen": ["a", None, True]}
    path = write_checkpoint(run, Position(3, 120), arrays, state)
    assert path == run.directory / "checkpoints" / "epoch-0003-step-000120"
    found = read_checkpoint(run)
    assert found is not None
    assert (found.position, found.state, found.notes) == (Position(3, 120), state, ())
    assert found.path == path
    assert list(found.arrays) == list(arrays)
    assert all(found.arrays[name].tobytes() == array.tobytes() for name, array in arrays.items())


def test_the_last_ones_and_the_best_one_stay(run: Run) -> None:
    assert best_position(run) is None
    for epoch in range(6):
        write(run, epoch, best=epoch == 1)
    assert epochs(run) == [1, 4, 5]
    assert best_position(run) == Position(1, 0)
    assert whole(read_checkpoint(run, best_position(run))).position == Position(1, 0)
    assert whole(read_checkpoint(run)).position == Position(5, 0)
    write(run, 6, keep=1, best=True)
    assert epochs(run) == [6]
    with pytest.raises(ValueError, match="keep=0"):
        write(run, 7, keep=0)


def test_a_second_one_at_a_position_stands_beside_the_first(run: Run) -> None:
    write(run, 1)
    again = write(run, 1)
    assert again.name == "epoch-0001-step-000000-2"
    assert whole(read_checkpoint(run)).path == again
    assert whole(read_checkpoint(run, Position(1, 0))).path == again


def test_going_back_gives_the_later_ones_up(run: Run) -> None:
    for epoch in range(4):
        write(run, epoch, keep=4)
    assert whole(read_checkpoint(run, Position(1, 0))).notes == ()
    write_checkpoint(run, Position(1, 5), {}, {})
    assert epochs(run) == [1, 1]


def test_another_position_does_not_stand_in(run: Run) -> None:
    with pytest.raises(ResumeRefused, match="checkpoints: no checkpoint at epoch 3, step 0") as caught:
        read_checkpoint(run, Position(3, 0))
    assert caught.value.hint == "there is no other checkpoint"
    write(run, 2)
    (write(run, 3) / "state.json").write_text("{}")
    with pytest.raises(ResumeRefused, match="epoch-0003-step-000000 is damaged: state.json: exp") as caught:
        read_checkpoint(run, Position(3, 0))
    assert caught.value.hint == "there are checkpoints at epoch 2, step 0"
    assert caught.value.exit_code == 6


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_never_written(value: float, run: Run) -> None:
    write(run, 1)
    bad = {"good": np.zeros(3), "dense/kernel": np.array([[1.0, 2.0], [value, 3.0]]), "bias": np.array(value)}
    with pytest.raises(NonFiniteArray) as caught:
        write_checkpoint(run, Position(2, 0), bad, {})
    assert (caught.value.name, str(caught.value)) == ("dense/kernel", f"dense/kernel[1, 0] is {value}")
    assert epochs(run) == [1]


@pytest.mark.parametrize(("arrays", "state"), [({"a": np.array([{}])}, {}), ({}, {"a": {1}})])
def test_what_cannot_be_stored_leaves_nothing(arrays: Any, state: Any, run: Run) -> None:
    with pytest.raises(TypeError):
        write_checkpoint(run, Position(2, 0), arrays, state)
    assert list(run.checkpoints_directory.iterdir()) == []


# Damage: which file, and then every kind of change to it.


@pytest.fixture
def pair(run: Run) -> Run:
    """A run with two checkpoints, of which the tests damage the last."""
    write(run, 1)
    write(run, 2)
    return run


def falls_back(run: Run) -> str:
    """Make sure that epoch 2 is found damaged and epoch 1 whole; return the note, and undo the renaming."""
    found = whole(read_checkpoint(run))
    assert found.position == Position(1, 0)
    (note,) = found.notes
    aside = run.checkpoints_directory / "damaged-epoch-0002-step-000000"
    assert f"; set aside as {aside.name}" in note
    aside.rename(aside.with_name("epoch-0002-step-000000"))
    return note


def files(run: Run) -> list[Path]:
    return sorted((run.checkpoints_directory / "epoch-0002-step-000000").iterdir())


def test_every_flipped_bit_is_found(pair: Run) -> None:
    dice = random.Random(17)
    names = set()
    for _ in range(100):
        path = dice.choice(files(pair))
        content = path.read_bytes()
        flipped = bytearray(content)
        flipped[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
        path.write_bytes(flipped)
        note = falls_back(pair)
        assert note.startswith("checkpoint epoch-0002-step-000000 is damaged: ")
        names.add(path.name)
        path.write_bytes(content)
    assert names == {"arrays.npz", "state.json", "manifest.json"}
    assert whole(read_checkpoint(pair)).position == Position(2, 0)


def test_every_cut_is_found(pair: Run) -> None:
    dice = random.Random(18)
    for path in files(pair):
        content = path.read_bytes()
        for length in {0, len(content) - 1, *(dice.randrange(len(content)) for _ in range(18))}:
            path.write_bytes(content[:length])
            assert path.name in falls_back(pair)
        path.write_bytes(content)
    assert whole(read_checkpoint(pair)).position == Position(2, 0)


def test_every_missing_file_is_found(pair: Run) -> None:
    for path in files(pair):
        content = path.read_bytes()
        path.unlink()
        assert f"{path.name}: no such file or directory" in falls_back(pair)
        path.write_bytes(content)


def test_a_folder_under_another_name_is_found(pair: Run) -> None:
    shutil.rmtree(files(pair)[0].parent)
    shutil.copytree(pair.checkpoints_directory / "epoch-0001-step-000000", files_folder(pair))
    assert "is damaged: it holds epoch 1, step 0" in falls_back(pair)


def files_folder(run: Run) -> Path:
    return run.checkpoints_directory / "epoch-0002-step-000000"


def test_none_whole_is_refused_again_and_again_and_never_a_fresh_start(pair: Run) -> None:
    for path in pair.checkpoints_directory.glob("*/arrays.npz"):
        path.write_bytes(b"")
    with pytest.raises(ResumeRefused) as caught:
        read_checkpoint(pair)
    assert "no checkpoint is whole: checkpoint epoch-0002-step-000000 is damaged" in caught.value.message
    assert "checkpoint epoch-0001-step-000000 is damaged" in caught.value.message
    assert caught.value.exit_code == 6
    with pytest.raises(ResumeRefused, match="set aside: damaged-epoch-0001-step-000000, damaged-epoch-0002"):
        read_checkpoint(pair)


def test_after_a_fall_back_training_goes_on(pair: Run) -> None:
    files(pair)[0].write_bytes(b"")
    assert whole(read_checkpoint(pair)).position == Position(1, 0)
    assert write(pair, 2) == files_folder(pair)
    assert whole(read_checkpoint(pair)).notes == ()


def test_the_mark_of_the_best_one_is_mended(run: Run) -> None:
    write(run, 1, best=True)
    write(run, 2)
    pointer = run.checkpoints_directory / "best.json"
    for content in ("", "{}", '{"folder": "epoch-0002-step-000000"}'):
        pointer.write_text(content)
        whole(read_checkpoint(run))
        assert best_position(run) == Position(1, 0)


def test_a_run_that_cannot_be_changed_is_read(pair: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (files_folder(pair) / "state.json").write_text("{}")

    def refuse(*names: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("kerasrun.rundir.checkpoint_list.os.rename", refuse)
    monkeypatch.setattr("kerasrun.rundir.atomic.os.replace", refuse)
    (note,) = whole(read_checkpoint(pair)).notes
    assert note.endswith("; it could not be renamed")


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
