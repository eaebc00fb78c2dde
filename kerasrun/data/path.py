"""Which files a spec may read: regular local files inside the project.

In: a path as a spec writes it. Out: the real path, or `DataError` with the reason. Called by every source
that reads a file. A spec is often somebody else's: it must not reach a password file, a pipe or a server.
"""

from __future__ import annotations

import difflib
import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path

from kerasrun.errors import DataError

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/")
VARIABLE = re.compile(r"\$\{?[A-Za-z_]|%[A-Za-z_]\w*%")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def resolve_path(text: str, folder: Path, allowed: Sequence[Path] = ()) -> Path:
    """Return the real path of the regular, readable file `text`, counted from `folder`.

    Links are followed first: what counts is where the file really is. It must lie inside the working
    directory, inside `folder`, or inside one of `allowed`.

    Raises:
        DataError: the path is remote, has a variable, lies outside, or is not a readable regular file.
    """
    _refuse_form(text)
    path = Path(os.path.realpath(folder / text))
    _refuse_outside(text, path, [Path.cwd(), folder], allowed)
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise DataError(
            f"{text}: expected a file, received {_reason(error, folder / text)}.", _siblings(path)
        ) from error
    if not stat.S_ISREG(mode):
        kind = "a directory" if stat.S_ISDIR(mode) else "a device, pipe or socket"
        raise DataError(f"{text}: expected a regular file, received {kind}.", _inside(path))
    if not os.access(path, os.R_OK):
        raise DataError(
            f"{text}: expected a readable file, received one without read permission.", "chmod u+r it"
        )
    return path


def _refuse_form(text: str) -> None:
    """Raise DataError for text that is no plain local path."""
    if not text.strip():
        raise DataError("expected the path of a file, received empty text.")
    if CONTROL.search(text):
        raise DataError(f"{text!r}: expected a path, received control characters in it.")
    if SCHEME.match(text):
        raise DataError(
            f"{text}: expected a local file, received the address of a remote one.",
            "download the file into the project and write its relative path",
        )
    if text.startswith("~") or VARIABLE.search(text):
        raise DataError(
            f"{text}: expected a plain path, received one with `~` or a variable, which is not filled in.",
            "write the path relative to the spec",
        )


def _refuse_outside(text: str, path: Path, roots: Sequence[Path], allowed: Sequence[Path]) -> None:
    """Raise DataError when the real `path` is in none of the folders."""
    real = [Path(os.path.realpath(root)) for root in roots]
    # Started in `/`, the working directory would let every file of the machine pass.
    real = [root for root in real if root != Path(root.anchor)]
    real += [Path(os.path.realpath(root)) for root in allowed]
    if not any(path.is_relative_to(root) for root in real):
        raise DataError(
            f"{text}: expected a file inside the project, received one outside: {path}.",
            f"copy it into the project, or pass --allow-path {path.parent}",
        )


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
