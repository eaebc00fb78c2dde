"""Checkpoints come back as they were, and damage is found: the last whole one is read, and no other."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kerasrun.errors import ResumeRefused
from kerasrun.rundir.checkpoint import (
    NonFiniteArray,
    Position,
    best_position,
    read_checkpoint,
    write_checkpoint,
)
from kerasrun.rundir.run import Run
from tests.rundir.kept import epochs, whole, write

FullDisk = Callable[[int], AbstractContextManager[None]]


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
