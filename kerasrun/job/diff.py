"""Two versions of a file as a unified diff, which `patch -p0` applies. Called for `validate --fix --diff`."""

from __future__ import annotations

import difflib
import pathlib
from collections.abc import Iterator


def unified_diff(path: pathlib.Path, before: str, after: str) -> str:
    """Return the diff from `before` to `after`, line ends as they are; empty where they are equal."""
    lines = difflib.unified_diff(_lines(before), _lines(after), str(path), str(path))
    return "".join(_ended(lines))


def _lines(text: str) -> list[str]:
    # Not splitlines(), which also splits at characters that end no line of YAML.
    lines = [f"{line}\n" for line in text.split("\n")]
    last = lines.pop().removesuffix("\n")
    return [*lines, last] if last else lines


def _ended(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
