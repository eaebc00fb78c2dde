"""Tables of results."""

from __future__ import annotations

from collections.abc import Mapping

from rich import box
from rich.table import Table
from rich.text import Text

from kerasrun.cli.number import format_score


def new_table(title: str | None = None) -> Table:
    """Return an empty table in the house style."""
    return Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)


def score_table(scores: Mapping[str, Mapping[str, float | None]], rows: Mapping[str, int]) -> Table:
    """Return one row per split with its rows, loss and metrics."""
    table = new_table()
    table.add_column("split")
    table.add_column("rows", justify="right")
    names = list(dict.fromkeys(name for values in scores.values() for name in values))
    for name in names:
        table.add_column(Text(name), justify="right")
    for split, values in scores.items():
        style = "bold" if split == "test" else ""
        table.add_row(
            split, f"{rows.get(split, 0):,}", *(format_score(values.get(name)) for name in names), style=style
        )
    return table
