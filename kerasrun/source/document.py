"""A document: plain data, and where in which file every value and key stands.

Made by `source/read.py`, changed by `extends.py` and `override.py`, consumed by `spec/parse.py`.
"""

from __future__ import annotations

import pathlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from kerasrun.errors import Issue, Mark, Path

Data = Any
"""Plain data: dict, list, str, int, float, bool or None."""


class _Unreadable:
    def __repr__(self) -> str:
        return "an unreadable value"


UNREADABLE = _Unreadable()
"""Stands for a value that reading already reported as wrong, so that it is not reported twice."""


class Document(NamedTuple):
    """Plain data with positions; `issues` are the mistakes that did not stop the reading."""

    file: str
    data: Data
    values: Mapping[Path, Mark]
    """Where each value starts."""
    keys: Mapping[Path, Mark]
    """Where the key of each mapping entry starts; the path ends with the key."""
    texts: Mapping[str, str]
    """The text of every file the document was made from, for the snippets of error screens."""
    issues: tuple[Issue, ...] = ()

    @property
    def folder(self) -> pathlib.Path:
        """The folder that relative paths in the document start from."""
        return pathlib.Path(self.file).parent

    def value_mark(self, path: Path) -> Mark | None:
        """Return where the value at `path` starts, or the nearest value around it that the document has."""
        return _nearest(self.values, path)

    def key_mark(self, path: Path) -> Mark | None:
        """Return where the key that ends `path` starts; the value's place where there is no such key."""
        return self.keys.get(path) or self.value_mark(path)

    def line(self, path: Path) -> int | None:
        """Return the line of the value at `path`, where the document has one."""
        mark = self.values.get(path)
        return mark.line if mark else None


def _nearest(marks: Mapping[Path, Mark], path: Path) -> Mark | None:
    for length in range(len(path), -1, -1):
        if path[:length] in marks:
            return marks[path[:length]]
    return None
