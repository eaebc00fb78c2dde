"""What `validate --fix` changed: a line for each word, or a diff."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import typer

from kerasrun.source.character import printable

if TYPE_CHECKING:
    from kerasrun.job.fix import Fixed


def print_changes(files: Sequence[Fixed]) -> None:
    """Print where which word became what, one change a line."""
    changes = [change for file in files for change in file.changes]
    for change in changes:
        words = f"{_shown(change.old)} -> {_shown(change.new)}"
        typer.echo(f"{printable(str(change.mark))}  fixed[{change.code}]: {printable(words)}")
    if changes:
        count = sum(bool(file.changes) for file in files)
        typer.echo(f"{_count(len(changes), 'fix', 'fixes')} in {_count(count, 'file', 'files')}")


def print_diffs(files: Sequence[Fixed]) -> None:
    """Print a unified diff of every file that would change."""
    from kerasrun.job.diff import unified_diff

    for file in files:
        typer.echo(unified_diff(file.verdict.path, file.before, file.after), nl=False)


def fixed_json(files: Sequence[Fixed], *, diff: bool) -> dict[str, Any]:
    """Return the changes as `--json` prints them; with the diff where they are not written."""
    from kerasrun.job.diff import unified_diff

    changes = [
        {
            "code": change.code,
            "file": change.mark.file,
            "line": change.mark.line,
            "column": change.mark.column,
            "old": change.old,
            "new": change.new,
        }
        for file in files
        for change in file.changes
    ]
    texts = [unified_diff(file.verdict.path, file.before, file.after) for file in files] if diff else []
    return {"fixed": changes, **({"diff": "".join(texts)} if diff else {})}


def _shown(text: str) -> str:
    """Return the words, or how many tabs or spaces they are."""
    if not text:
        return "nothing"
    if text.strip():
        return text
    return _count(len(text), "tab", "tabs") if "\t" in text else _count(len(text), "space", "spaces")


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
