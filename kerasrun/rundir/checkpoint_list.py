"""The folder of a run's checkpoints: which there are, which is the best, and which may go.

What is removed gets another name first, so that a crash never leaves half a folder under a checkpoint's name.
Called by `checkpoint.py`; whoever changes the folder holds the run (`lock.py`).
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from kerasrun.errors import StorageError
from kerasrun.rundir.atomic import is_temporary, sync_folder, temporary_path, write_json
from kerasrun.rundir.fault import read_fault, require_folder
from kerasrun.rundir.json_file import read_object
from kerasrun.rundir.layout import Run
from kerasrun.rundir.position import Position, format_folder, parse_folder

_DAMAGED = "damaged-"


def list_checkpoints(run: Run) -> list[Path]:
    """Return the folders of the run's checkpoints, the farthest first; they may be damaged.

    Raises:
        StorageError: `checkpoints/` is no folder or cannot be read.
    """
    return sorted((path for path in _entries(run) if parse_folder(path.name)), key=_order, reverse=True)


def position_of(folder: Path) -> Position:
    """Return the position in the name of a checkpoint's folder."""
    return _order(folder)[0]


def damaged_checkpoints(run: Run) -> list[str]:
    """Return the names of the checkpoints that were set aside; see `set_aside`.

    Raises:
        StorageError: `checkpoints/` is no folder or cannot be read.
    """
    return sorted(path.name for path in _entries(run) if path.name.startswith(_DAMAGED))


def free_folder(run: Run, position: Position) -> Path:
    """Return the folder for a new checkpoint at `position`: its name is not taken and sorts behind the taken.

    Raises:
        StorageError: `checkpoints/` is no folder or cannot be read.
    """
    taken = [_order(path)[1] for path in list_checkpoints(run) if position_of(path) == position]
    return run.checkpoints_directory / format_folder(position, max(taken, default=0) + 1)


def clear_leftovers(run: Run) -> None:
    """Remove what killed processes left behind; what cannot be removed stays.

    Raises:
        StorageError: `checkpoints/` is no folder or cannot be read.
    """
    for path in _entries(run):
        if is_temporary(path):
            remove(path)


def prune(run: Run, newest: Path, keep: int) -> None:
    """Remove all checkpoints but the `keep` last ones up to `newest`, and the best one.

    Checkpoints behind `newest`, the best one too, belong to a course of training that was given up for an
    earlier position. What cannot be removed stays, until the next time.

    Raises:
        StorageError: `checkpoints/` is no folder or cannot be read.
    """
    best = read_best(run)
    place = _order(newest)
    folders = list_checkpoints(run)
    later = [path for path in folders if _order(path) > place]
    for path in [*later, *folders[len(later) + keep :]]:
        if path in later or path.name != best:
            remove(path)


def set_aside(folder: Path) -> str | None:
    """Give a damaged checkpoint a name under which it is not found again; return it, or None on failure."""
    name = f"{_DAMAGED}{folder.name}"
    number = 1
    while os.path.lexists(folder.with_name(name)):
        number += 1
        name = f"{_DAMAGED}{folder.name}-{number}"
    try:
        os.rename(folder, folder.with_name(name))
        sync_folder(folder.parent)
    except OSError:
        return None
    return name


def remove(path: Path) -> None:
    """Remove a checkpoint or a leftover; what cannot be removed stays."""
    with contextlib.suppress(OSError):
        if not is_temporary(path):
            path = path.rename(temporary_path(path.parent))
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def write_best(run: Run, name: str | None) -> None:
    """Mark the checkpoint whose folder is called `name` as the best one; None for no best one.

    Raises:
        StorageError: it cannot be written.
    """
    write_json(_pointer(run), {"folder": name})


def read_best(run: Run) -> str | None:
    """Return the name of the best checkpoint's folder; None where none is marked or that one is gone."""
    try:
        name = read_object(_pointer(run)).get("folder")
    except StorageError:  # a checkpoint tells the best one, too: see `read_checkpoint`
        return None
    is_there = isinstance(name, str) and parse_folder(name) and (run.checkpoints_directory / name).is_dir()
    return name if is_there else None


def _pointer(run: Run) -> Path:
    return run.checkpoints_directory / "best.json"


def _order(folder: Path) -> tuple[Position, int]:
    parsed = parse_folder(folder.name)
    if parsed is None:
        raise ValueError(f"not a checkpoint's name: {folder.name!r}")
    return parsed


def _entries(run: Run) -> list[Path]:
    folder = run.checkpoints_directory
    try:
        require_folder(folder)
        return list(folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise read_fault(folder, error) from error
