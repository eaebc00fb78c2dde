"""Where text goes: results to stdout, all else to stderr; colours on a terminal only."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console
from rich.text import Text

from kerasrun.source.character import printable


def results() -> Console:
    """Return a console for results, on stdout."""
    return _Results(highlight=False, emoji=False, markup=False)


def messages(file: TextIO | None = None) -> Console:
    """Return a console for progress, notes and errors, on stderr unless `file` is given."""
    return _Messages(file=file, stderr=file is None, highlight=False, emoji=False, markup=False)


def can_animate(console: Console) -> bool:
    """Return whether lines can be drawn over: a real terminal, also where FORCE_COLOR asks for colours."""
    isatty = getattr(console.file, "isatty", None)
    return console.is_interactive and not console.is_dumb_terminal and isatty is not None and isatty()


def plain(text: object, style: str = "") -> Text:
    """Return text that others wrote, shown as it is: no markup, control characters as escapes."""
    return Text(printable(str(text)), style=style)


class _Results(Console):
    def on_broken_pipe(self) -> None:
        # Rich would exit with 1; whoever reads only the first lines, as `head` does, has what they wanted.
        raise BrokenPipeError


class _Messages(Console):
    def on_broken_pipe(self) -> None:
        # Nobody reads along any more; that must not end a training.
        self.quiet = True
