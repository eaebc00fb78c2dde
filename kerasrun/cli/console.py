"""Where text goes: results to stdout, all else to stderr; colours on a terminal only, and not with NO_COLOR."""

from __future__ import annotations

from functools import cache
from typing import TextIO

from rich.console import Console


@cache
def results() -> Console:
    """Return the console for results."""
    return Console(highlight=False, soft_wrap=False, emoji=False, markup=False)


def messages(file: TextIO | None = None) -> Console:
    """Return a console for progress, notes and errors, on stderr unless `file` is given."""
    return Console(file=file, stderr=file is None, highlight=False, emoji=False, markup=False)
