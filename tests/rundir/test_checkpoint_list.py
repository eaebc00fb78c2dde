"""Which checkpoints there are, which stay, and what a crash may leave behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kerasrun.errors import StorageError
from kerasrun.rundir.atomic import is_temporary, temporary_path
from kerasrun.rundir.checkpoint_list import (
    clear_leftovers,
    damaged_checkpoints,
    free_folder,
    list_checkpoints,
    position_of,
    prune,
    read_best,
    remove,
    set_aside,
    write_best,
)
from kerasrun.rundir.layout import Run
from kerasrun.rundir.position import Position, format_folder


def add(run: Run, epoch: int, step: int = 0, number: int = 1) -> Path:
    folder = run.checkpoints_directory / format_folder(Position(epoch, step), number)
    folder.mkdir(parents=True)
    (folder / "arrays.npz").write_text("weights")
    return folder


def left(run: Run) -> list[str]:
    return sorted(path.name.removesuffix("-step-000000") for path in run.checkpoints_directory.iterdir())


def test_the_farthest_stands_first_and_other_things_are_left_out(run: Run) -> None:
    assert list_checkpoints(run) == []
    folders = [add(run, 0, 900), add(run, 2), add(run, 2, 0, 2), add(run, 2, 0, 10), add(run, 2, 5)]
    (run.checkpoints_directory / "notes.txt").write_text("mine")
    (run.checkpoints_directory / "damaged-epoch-0003-step-000000").mkdir()
    temporary_path(run.checkpoints_directory).mkdir()
    assert list_checkpoints(run) == folders[::-1]
    assert [position_of(folder) for folder in folders[:2]] == [Position(0, 900), Position(2, 0)]
    assert free_folder(run, Position(2, 0)).name == "epoch-0002-step-000000-11"
    assert free_folder(run, Position(3, 0)).name == "epoch-0003-step-000000"


def test_the_last_ones_and_the_best_one_stay(run: Run) -> None:
    for epoch in range(5):
        newest = add(run, epoch)
    write_best(run, "epoch-0001-step-000000")
    prune(run, newest, keep=2)
    assert left(run) == ["best.json", "epoch-0001", "epoch-0003", "epoch-0004"]
    write_best(run, "epoch-0004-step-000000")
    prune(run, newest, keep=1)
    assert left(run) == ["best.json", "epoch-0004"]


def test_what_lies_behind_a_newer_checkpoint_goes_and_the_best_one_too(run: Run) -> None:
    folders = [add(run, epoch) for epoch in range(5)]
    write_best(run, folders[4].name)
    prune(run, folders[2], keep=2)
    assert left(run) == ["best.json", "epoch-0001", "epoch-0002"]
    assert read_best(run) is None


def test_the_mark_of_the_best_one(run: Run) -> None:
    assert read_best(run) is None
    folder = add(run, 3)
    write_best(run, folder.name)
    assert read_best(run) == folder.name
    pointer = run.checkpoints_directory / "best.json"
    for content in (
        "",
        "{}",
        "[]",
        '{"folder": 3}',
        '{"folder": ".."}',
        '{"folder": "epoch-0009-step-000000"}',
    ):
        pointer.write_text(content)
        assert read_best(run) is None
    write_best(run, None)
    assert read_best(run) is None


def test_leftovers_go_and_everything_else_stays(run: Run) -> None:
    add(run, 1)
    folder = temporary_path(run.checkpoints_directory)
    folder.mkdir()
    (folder / "arrays.npz").write_text("half")
    temporary_path(run.checkpoints_directory).write_text("half")
    temporary_path(run.checkpoints_directory).symlink_to(run.directory)
    (run.checkpoints_directory / "notes.txt").write_text("mine")
    clear_leftovers(run)
    assert left(run) == ["epoch-0001", "notes.txt"]
    assert run.resolved_file.exists()


def test_what_is_removed_is_never_half_there_under_its_name(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = add(run, 1)

    def fail(path: object) -> None:
        raise OSError("the process was killed here")

    monkeypatch.setattr("shutil.rmtree", fail)
    remove(folder)
    (rest,) = run.checkpoints_directory.iterdir()
    assert is_temporary(rest)
    assert (rest / "arrays.npz").exists()


def test_damaged_ones_are_set_aside_under_names_of_their_own(run: Run) -> None:
    assert set_aside(add(run, 1)) == "damaged-epoch-0001-step-000000"
    assert set_aside(add(run, 1)) == "damaged-epoch-0001-step-000000-2"
    (run.checkpoints_directory / "epoch-0002-step-000000").symlink_to("nowhere")
    assert set_aside(run.checkpoints_directory / "epoch-0002-step-000000") == "damaged-epoch-0002-step-000000"
    assert set_aside(run.checkpoints_directory / "epoch-0009-step-000000") is None
    assert len(damaged_checkpoints(run)) == 3
    assert list_checkpoints(run) == []


def test_a_folder_that_is_none_is_refused(run: Run) -> None:
    elsewhere = run.directory / "elsewhere"
    elsewhere.mkdir()
    os.symlink(elsewhere, run.checkpoints_directory)
    for use in (list_checkpoints, clear_leftovers, damaged_checkpoints):
        with pytest.raises(StorageError, match="checkpoints: expected a folder, received a link"):
            use(run)
    run.checkpoints_directory.unlink()
    run.checkpoints_directory.write_text("")
    with pytest.raises(StorageError, match="checkpoints: expected a folder, received a file"):
        list_checkpoints(run)
