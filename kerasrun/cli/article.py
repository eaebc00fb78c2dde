"""An article on the screen: a name, what it is in words, the arguments in a table. `explain` prints them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from kerasrun.catalogue.legacy.flow import flow
from kerasrun.cli.console import plain
from kerasrun.cli.table import add_words, new_table

if TYPE_CHECKING:
    from kerasrun.job.explain import Argument, Explanation

_AS_WRITTEN: Final = ("formula", "example", "wrong", "right")
"""Fields whose lines stay as they are; the others are running text."""


def render_explanation(explanation: Explanation, *, brief: bool = False) -> RenderableType:
    """Return the article on an object or code; `brief` leaves the table of arguments out."""
    article = dict(explanation.article)
    parts: list[RenderableType] = [_head(explanation, article.pop("title", None))]
    if "what" in article:
        parts.append(plain(article.pop("what")))
    for as_written, fields in groupby(article.items(), key=lambda field: field[0] in _AS_WRITTEN):
        if as_written:
            parts += [Group(Text(name, "bold"), Lines(text)) for name, text in fields]
        else:
            parts.append(labelled([(name, plain(text)) for name, text in fields]))
    if explanation.arguments and not brief:
        # The table begins with an empty line of its own.
        parts.append(Group(parts.pop(), _arguments(explanation)))
    return spaced(parts)


def spaced(parts: Iterable[RenderableType]) -> Group:
    """Return the parts below one another with an empty line between."""
    first, *others = parts
    return Group(first, *(part for item in others for part in (Text(), item)))


@dataclass(frozen=True)
class Lines:
    """Lines as they are written; what does not fit goes on below, further to the right."""

    text: str
    indent: int = 2

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines for the width of the console."""
        for line in self.text.rstrip().split("\n"):
            content = line.lstrip()
            margin = self.indent + len(line) - len(content)
            wrapped = plain(content).wrap(console, max(1, options.max_width - margin - self.indent))
            for number, part in enumerate(wrapped):
                part.pad_left(margin + (self.indent if number else 0))
                yield part


def labelled(rows: Iterable[tuple[str, RenderableType]]) -> Table:
    """Return rows of a word and what is said of it, which folds beside the word."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bold", no_wrap=True, min_width=7)
    grid.add_column(overflow="fold")
    for name, value in rows:
        grid.add_row(name, value)
    return grid


def _head(explanation: Explanation, title: str | None) -> Text:
    head = plain(explanation.name, "bold")
    head.append(f"  {title}" if title else f"  {explanation.kind}", "" if title else "dim")
    if explanation.aliases:
        head.append(f"  also {', '.join(explanation.aliases)}", "dim")
    return head


def _arguments(explanation: Explanation) -> Table:
    table = new_table()
    add_words(table, "argument", "expected", "default")
    if explanation.given:
        add_words(table, "here")
    for argument in explanation.arguments:
        given = explanation.given.get(argument.name)
        here = [plain(given or "", "bold")] if explanation.given else []
        table.add_row(plain(argument.name), plain(argument.expected), plain(_default(argument)), *here)
    return table


def _default(argument: Argument) -> str:
    return "required" if argument.required else flow(argument.default)
