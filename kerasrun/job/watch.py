"""Specs checked anew whenever they, a file that they extend or their data changes, by plain polling.

In: how to check. Out: the verdicts of each round. Called by `cli/validate.py`; ends when the caller does.
"""

from __future__ import annotations

import os
import pathlib
import time
from collections.abc import Callable, Iterator, Sequence

from kerasrun.job.validate import Verdict

INTERVAL = 0.3
"""Seconds between two looks at the files."""

_Stamp = tuple[int, int] | None


def watch(
    paths: Sequence[pathlib.Path], check: Callable[[], Sequence[Verdict]], *, interval: float = INTERVAL
) -> Iterator[Sequence[Verdict]]:
    """Yield what `check` returns, at once and after every change.

    Args:
        paths: files and folders to watch, beside those that the verdicts name.
        check: checks the specs.
        interval: seconds between two looks.
    """
    files = set(paths)
    while True:
        # Looked at before the check: what changes during it makes another round.
        before = {file: _stamp(file) for file in files}
        verdicts = check()
        yield verdicts
        files = set(paths).union(*(_files(verdict) for verdict in verdicts))
        stamps = {file: before[file] if file in before else _stamp(file) for file in files}
        while all(_stamp(file) == stamp for file, stamp in stamps.items()):
            time.sleep(interval)


def _files(verdict: Verdict) -> set[pathlib.Path]:
    return {verdict.path, *map(pathlib.Path, verdict.texts), *verdict.data_files}


def _stamp(file: pathlib.Path) -> _Stamp:
    """Return when the file was last changed, in nanoseconds, and its size in bytes; None without a file."""
    try:
        found = os.stat(file)
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size
