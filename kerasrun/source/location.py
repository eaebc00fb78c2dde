"""A path that a spec names to a file that may be read: inside the project, or nowhere."""

from __future__ import annotations

import os
import pathlib
import re
from collections.abc import Sequence

from kerasrun.source.character import control_character


class LocationError(ValueError):
    """The path may not be used; `hint` says what to do instead."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint


def resolve_path(text: str, folder: pathlib.Path, allowed: Sequence[pathlib.Path] = ()) -> pathlib.Path:
    """Return the real path of `text`, which is relative to `folder`, the spec's own.

    It must lie, links followed, inside the working directory, `folder` or one of `allowed`. Whether the file
    exists is not looked at.

    Raises:
        LocationError: a URL, `~` or a variable, or a path that leads out of the project.
    """
    if not text.strip() or control_character(text) or "\n" in text:
        raise LocationError(
            f"expected a path, received {text!r:.80}", "write the path of a file in the project"
        )
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", text):
        raise LocationError(
            f"expected a local path, received {text!r:.80}", "download the file into the project"
        )
    if text.startswith("~") or "$" in text:
        hint = "`~` and variables stand for nothing: write the path itself"
        raise LocationError(f"expected a plain path, received {text!r:.80}", hint)
    # realpath, since resolve() fails on a link that leads to itself.
    path = pathlib.Path(os.path.realpath(folder / text))
    roots = [pathlib.Path(os.path.realpath(root)) for root in (pathlib.Path.cwd(), folder)]
    # Started in `/`, the working directory would let every file of the machine pass.
    roots = [root for root in roots if root != pathlib.Path(root.anchor)]
    roots += [pathlib.Path(os.path.realpath(root)) for root in allowed]
    if not any(path.is_relative_to(root) for root in roots):
        raise LocationError(
            f"expected a path inside the project, received {text!r:.80}, which leads out of it",
            "copy the file into the project, or allow its folder with --allow-path DIR",
        )
    return path
