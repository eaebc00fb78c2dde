"""A path that a spec names to a file that may be read: inside the project, or nowhere."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Sequence


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
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", text):
        raise LocationError(f"expected a local path, received {text!r}", "download the file into the project")
    if text.startswith("~") or "$" in text:
        raise LocationError(
            f"expected a plain path, received {text!r}",
            "`~` and variables are not replaced: write the path itself",
        )
    if not text or "\0" in text:
        raise LocationError(f"expected a path, received {text!r}", "write the path of a file in the project")
    path = (folder / text).resolve()
    roots = [pathlib.Path.cwd(), folder, *allowed]
    if not any(path.is_relative_to(root.resolve()) for root in roots):
        raise LocationError(
            f"expected a path inside the project, received {text!r}, which leads out of it",
            "copy the file into the project, or allow its folder with --allow-path DIR",
        )
    return path
