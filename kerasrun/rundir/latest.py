"""`latest` in the folder of runs: a link to the newest run, or a text file with its name where links fail."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from kerasrun.rundir.atomic import sync_folder, temporary_path, write_text
from kerasrun.rundir.fault import read_fault

LATEST = "latest"


def write_latest(runs_dir: Path, name: str) -> None:
    """Let `runs_dir/latest` point to the run directory called `name`, in one step.

    Raises:
        StorageError: neither the link nor the text file can be written.
    """
    temporary = temporary_path(runs_dir)
    try:
        os.symlink(name, temporary, target_is_directory=True)
        os.replace(temporary, runs_dir / LATEST)
        sync_folder(runs_dir)
    except (OSError, NotImplementedError):  # no right to make links (Windows), or a file system without them
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        write_text(runs_dir / LATEST, f"{name}\n")


def follow_latest(pointer: Path) -> Path:
    """Return the directory that `pointer`, a path ending in `latest`, names; it need not exist.

    Raises:
        StorageError: the text file cannot be read.
    """
    try:
        if pointer.is_symlink():
            return pointer.parent / os.readlink(pointer)
        if pointer.is_file():
            with pointer.open("rb") as stream:
                text = stream.read(4096).decode("utf-8", "replace")
            # Only the name counts, so that the file cannot lead out of the folder of runs.
            return pointer.parent / Path(text.strip()).name
    except OSError as error:
        raise read_fault(pointer, error) from error
    return pointer
