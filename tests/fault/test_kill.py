"""SIGKILL at random, at exact steps and inside a save: a run always goes on, and ends with the same bits."""

from __future__ import annotations

import os
import random
import signal
from functools import partial
from pathlib import Path

import pytest

from kerasrun.rundir.history import read_history
from kerasrun.rundir.run import latest_run
from kerasrun.rundir.status import read_status
from tests.fault.conftest import Straight, end_of, positions, write
from tests.fault.process import run, start

KILLS = int(os.environ.get("KERASRUN_KILLS", "20"))
"""In all; `make soak` asks for more."""
KILLS_IN_ONE_RUN = 5
SAVES = (
    "save:bytes=0",
    "save:bytes=100",
    "save:bytes=3000",
    "save:after_tmp",
    "save:before_rename",
    "save:after_rename",
    "save:before_prune",
)


def test_killed_at_random(tmp_path: Path, straight: Straight) -> None:
    expected = straight("dense")
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    stream = random.Random(seed)
    killed = number = 0
    while killed < KILLS:
        folder = tmp_path / str(number)
        words = ("train", write(folder), "--resume", "--json")
        number += 1
        for _ in range(KILLS_IN_ONE_RUN):
            process = start(folder, *words)
            # Half of the kills fall at any time, half while it trains and saves.
            if stream.random() < 0.5:
                process.wait_until(partial(saves, folder))
                process.ends_within(stream.uniform(0, 0.5))
            else:
                process.ends_within(stream.uniform(0, 3))
            process.send(signal.SIGKILL)
            done = process.wait()
            if done.code == 0:
                break
            assert done.code == -signal.SIGKILL, done
            killed += 1
            lose_at_most_a_chunk(folder)
        assert end_of(run(folder, *words), folder) == expected
    print(f"{killed} kills in {number} runs")


def saves(folder: Path) -> bool:
    """Tell whether a run in the folder has begun to write checkpoints."""
    return any(folder.glob("runs/*/checkpoints/*"))


def lose_at_most_a_chunk(folder: Path) -> None:
    """A whole epoch that was written down is in a checkpoint, but for the end of the last one."""
    if any(folder.glob("runs/*/resolved.yaml")):
        epochs = len(read_history(latest_run(folder / "runs")))
        there = positions(folder)
        reached = there[0] if there else None
        assert epochs <= (reached.epoch + 1 if reached else 1)


def test_killed_at_each_place_of_a_save(tmp_path: Path, straight: Straight) -> None:
    words = ("train", write(tmp_path), "--json")
    assert run(tmp_path, *words, fault="batch=4").code == -signal.SIGKILL
    assert read_status(latest_run(tmp_path / "runs")).state == "stopped"
    for fault in SAVES:
        before = positions(tmp_path)[0]
        assert run(tmp_path, "resume", "--json", fault=fault).code == -signal.SIGKILL, fault
        after = positions(tmp_path)[0]
        assert (after > before) == (fault in ("save:after_rename", "save:before_prune"))
    assert end_of(run(tmp_path, "resume", "--json"), tmp_path) == straight("dense")
    left = sorted(path.name for path in latest_run(tmp_path / "runs").checkpoints_directory.iterdir())
    assert [name for name in left if not name.startswith("epoch")] == ["best.json"]


@pytest.mark.parametrize("stack", ["dense", "lstm", "cnn"])
def test_killed_at_five_steps(tmp_path: Path, straight: Straight, stack: str) -> None:
    words = ("train", write(tmp_path, stack), "--json")
    # Each counts from where the run goes on: in an epoch, at its end, behind it, in another one, at the end.
    for number, fault in enumerate(("batch=1", "batch=6", "batch=2", "batch=9", "epoch=2")):
        assert run(tmp_path, *words, fault=fault).code == -signal.SIGKILL, number
        words = ("resume", latest_run(tmp_path / "runs").directory, "--json")
    assert end_of(run(tmp_path, *words), tmp_path) == straight(stack)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_stopped_at_the_end_of_an_epoch(tmp_path: Path, seed: int) -> None:
    spec = write(tmp_path, seed=seed)
    whole = end_of(run(tmp_path, "train", spec, "--json", "--name", "whole"), tmp_path)
    assert run(tmp_path, "train", spec, "--json", fault="epoch=1").code == -signal.SIGKILL
    assert end_of(run(tmp_path, "resume", "--json"), tmp_path) == whole


def test_ten_kills_in_one_run(tmp_path: Path, straight: Straight) -> None:
    words = ("train", write(tmp_path), "--resume", "--json")
    for number in range(10):
        assert run(tmp_path, *words, fault="batch=1").code == -signal.SIGKILL, number
    assert end_of(run(tmp_path, *words), tmp_path) == straight("dense")
