"""Which files a spec may read: regular local files and folders inside the project.

In: a path as a spec writes it. Out: the real path, or `DataError` with the reason. Called by every source
that reads a file. A spec is often somebody else's: it must not reach a password file, a pipe or a server.
"""

from __future__ import annotations

import difflib
import os
import stat
from collections.abc import Sequence
from pathlib import Path

from kerasrun.errors import DataError
from kerasrun.source.location import LocationError
from kerasrun.source.location import resolve_path as locate


def resolve_path(text: str, folder: Path, allowed: Sequence[Path] = ()) -> Path:
    """Return the real path of the regular, readable file `text`, counted from `folder`.

    Where it may lie is `source/location.py`'s to say.

    Raises:
        DataError: the path is remote, has a variable, lies outside, or is not a readable regular file.
    """
    path, mode = _find(text, folder, allowed, "a file")
    if not stat.S_ISREG(mode):
        kind = "a directory" if stat.S_ISDIR(mode) else "a device, pipe or socket"
        raise DataError(f"{text}: expected a regular file, received {kind}.", _inside(path))
    if not os.access(path, os.R_OK):
        raise DataError(
            f"{text}: expected a readable file, received one without read permission.", "chmod u+r it"
        )
    return path


def resolve_folder(text: str, folder: Path, allowed: Sequence[Path] = ()) -> Path:
    """Return the real path of the readable directory `text`, counted from `folder`.

    Raises:
        DataError: the path is remote, has a variable, lies outside, or is not a readable directory.
    """
    path, mode = _find(text, folder, allowed, "a folder")
    if not stat.S_ISDIR(mode):
        raise DataError(f"{text}: expected a folder, received a file.", "name the folder above it")
    if not os.access(path, os.R_OK | os.X_OK):
        raise DataError(
            f"{text}: expected a readable folder, received one without read permission.", "chmod u+rx it"
        )
    return path


def _find(text: str, folder: Path, allowed: Sequence[Path], what: str) -> tuple[Path, int]:
    """Return the real path and the mode of what lies there."""
    try:
        path = locate(text, folder, allowed)
    except LocationError as error:
        raise DataError(error.message, error.hint) from None
    try:
        return path, path.stat().st_mode
    except OSError as error:
        raise DataError(
            f"{text}: expected {what}, received {_reason(error, folder / text)}.", _siblings(path)
        ) from error


def _reason(error: OSError, path: Path) -> str:
    """Return in plain words why there is no file."""
    if isinstance(error, FileNotFoundError):
        return "a link to a file that does not exist" if path.is_symlink() else "no file of that name"
    return (error.strerror or str(error)).lower()


def _siblings(path: Path) -> str | None:
    """Return which file of the same folder was probably meant."""
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return f"the folder {path.parent} does not exist either" if not path.parent.exists() else None
    close = difflib.get_close_matches(path.name, names, n=1)
    return f"did you mean '{close[0]}'?" if close else f"looked in {path.parent}"


def _inside(path: Path) -> str | None:
    """Return a file that lies in the directory somebody named, as a hint."""
    try:
        names = sorted(entry.name for entry in path.iterdir() if entry.is_file()) if path.is_dir() else []
    except OSError:
        return None
    return f"name a file in it, such as '{names[0]}'" if names else None
