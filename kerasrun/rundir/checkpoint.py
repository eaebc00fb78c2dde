"""Checkpoints: everything that training needs to go on to the same bits, written such that no crash loses it.

In: a position, the arrays of model and optimizer, and a state of JSON values. Out: a folder of
`checkpoints/`, and from it the same position, arrays and state. `training/` writes and reads. A checkpoint is
written in a temporary folder, synced, and renamed; the ones before it stay until then.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerasrun.errors import ResumeRefused, StorageError
from kerasrun.rundir.array_file import NonFiniteArray, check_finite
from kerasrun.rundir.atomic import sync_file, sync_folder, temporary_path
from kerasrun.rundir.checkpoint_file import Content, Damaged, format_checkpoint, read_files, write_files
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
from kerasrun.rundir.crash import crash_at
from kerasrun.rundir.fault import require_folder, space_fault, write_fault
from kerasrun.rundir.layout import Run
from kerasrun.rundir.position import Position

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Checkpoint", "NonFiniteArray", "Position", "best_position", "read_checkpoint", "write_checkpoint"]

_SLACK = 65_536
"""Bytes of a checkpoint that are not in its files: names, and what a block is not filled with."""


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A checkpoint that was read; every byte of it is what was written."""

    position: Position
    arrays: dict[str, NDArray[Any]]
    """The arrays by name, in the order in which they were written."""
    state: dict[str, Any]
    notes: tuple[str, ...]
    """For each later checkpoint that was damaged: which, and what is wrong with it."""
    path: Path
    """Its folder."""


def write_checkpoint(
    run: Run,
    position: Position,
    arrays: Mapping[str, NDArray[Any]],
    state: Mapping[str, Any],
    *,
    keep: int = 2,
    best: bool = False,
) -> Path:
    """Write a checkpoint, then remove the ones that are not needed any more.

    Only the process that holds the run (`hold_run`) may call it.

    Args:
        run: the run that trains.
        position: how far training came. Checkpoints at later positions are removed, as training went back.
        arrays: any names and shapes; every dtype of NumPy and `ml_dtypes` that holds no Python objects.
        state: JSON values, floats of any value; see `format_exact`.
        keep: how many of the last checkpoints are kept, this one among them.
        best: this is the best one so far: it is kept, too, until another one is.

    Returns:
        The checkpoint's folder.

    Raises:
        NonFiniteArray: an array holds NaN or infinity; nothing was written.
        StorageError: disk full, no permission, the run is gone; the checkpoints before are untouched.
        TypeError: an array or a value of the state that cannot be stored; nothing was written.
    """
    if keep < 1:
        raise ValueError(f"at least one checkpoint is kept, received keep={keep}")
    check_finite(arrays)
    _open_folder(run)
    folder = free_folder(run, position)
    files = format_checkpoint(position, arrays, state, folder.name if best else read_best(run))
    _require_space(folder, sum(map(len, files.values())) + _SLACK)
    # The epochs that a checkpoint is after are never lost while it is not.
    sync_file(run.history_file)
    _write(folder, files)
    if best:
        write_best(run, folder.name)
    crash_at("save:before_prune")
    prune(run, folder, keep)
    return folder


def read_checkpoint(run: Run, at: Position | None = None) -> Checkpoint | None:
    """Return the last checkpoint that is whole, or the one at `at`; None where the run has none.

    A damaged one is renamed to `damaged-...`, and the one before it is taken; but no other position stands in
    for `at`. Only the process that holds the run (`hold_run`) may call it.

    Raises:
        ResumeRefused: there are checkpoints, and none is whole; or none at `at` is.
        StorageError: a file cannot be read, and may be whole.
    """
    clear_leftovers(run)
    folders = [folder for folder in list_checkpoints(run) if at in (None, position_of(folder))]
    notes: list[str] = []
    for folder in folders:
        try:
            content = _read(folder)
        except Damaged as damage:
            name = set_aside(folder)
            fate = f"set aside as {name}" if name else "it could not be renamed"
            notes.append(f"checkpoint {folder.name} is damaged: {damage}; {fate}")
            continue
        if at is None:
            _restore_best(run, content.best)
        return Checkpoint(content.position, content.arrays, content.state, tuple(notes), folder)
    if at is not None:
        raise _not_at(run, at, notes)
    damaged = damaged_checkpoints(run)
    if notes or damaged:
        reason = "; ".join(notes) or f"damaged ones were set aside: {', '.join(damaged)}"
        raise ResumeRefused(
            f"{run.checkpoints_directory}: no checkpoint is whole: {reason}",
            "copy the run again from where it is whole, or train it again from the start",
        )
    return None


def best_position(run: Run) -> Position | None:
    """Return the position of the best checkpoint, for `read_checkpoint`; None where none is marked."""
    name = read_best(run)
    return position_of(Path(name)) if name else None


def _open_folder(run: Run) -> None:
    folder = run.checkpoints_directory
    try:
        require_folder(folder)
        if not folder.exists():
            folder.mkdir()
            sync_folder(run.directory)
    except OSError as error:
        raise write_fault(folder, error) from error
    clear_leftovers(run)


def _require_space(folder: Path, needed: int) -> None:
    try:
        free = shutil.disk_usage(folder.parent).free
    except OSError as error:
        raise write_fault(folder, error) from error
    if free < needed:
        raise space_fault(folder, needed, free)


def _write(folder: Path, files: Mapping[str, bytes | memoryview]) -> None:
    temporary = temporary_path(folder.parent)
    try:
        try:
            temporary.mkdir()
            write_files(temporary, files)
            crash_at("save:after_tmp")
            sync_folder(temporary)
            crash_at("save:before_rename")
            os.rename(temporary, folder)
        except BaseException:
            remove(temporary)
            raise
        crash_at("save:after_rename")
        sync_folder(folder.parent)
    except OSError as error:
        raise write_fault(folder, error) from error


def _read(folder: Path) -> Content:
    content = read_files(folder)
    if content.position != position_of(folder):
        raise Damaged(f"it holds {content.position}")
    return content


def _restore_best(run: Run, best: str | None) -> None:
    # A crash between the rename and the mark leaves an older mark than the checkpoint remembers.
    if best != read_best(run):
        with contextlib.suppress(StorageError):  # the run may be a copy that is read-only
            write_best(run, best)


def _not_at(run: Run, at: Position, notes: list[str]) -> ResumeRefused:
    others = ", ".join(str(position_of(folder)) for folder in list_checkpoints(run))
    return ResumeRefused(
        f"{run.checkpoints_directory}: {'; '.join(notes) or f'no checkpoint at {at}'}",
        f"there are checkpoints at {others}" if others else "there is no other checkpoint",
    )
