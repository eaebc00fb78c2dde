"""Tables of results: words fold where there is no room, numbers never do, and user text is shown as it is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rich import box
from rich.table import Table

from kerasrun.cli.console import plain
from kerasrun.report.number import format_score

BASELINE = "  baseline"
WIDEST = 4
"""Most metrics that stand side by side; more stand below each other."""

Scores = Mapping[str, Mapping[str, float | None]]
"""Split to score name to value."""


def new_table(title: str | None = None) -> Table:
    """Return an empty table in the house style."""
    return Table(
        title=plain(title) if title is not None else None,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )


def add_words(table: Table, *names: str) -> None:
    """Add left-aligned columns that fold."""
    for name in names:
        table.add_column(plain(name), overflow="fold")


def add_numbers(table: Table, *names: str) -> None:
    """Add right-aligned columns whose cells are never broken."""
    for name in names:
        table.add_column(plain(name), justify="right", no_wrap=True)


def score_table(scores: Scores, rows: Mapping[str, int], baselines: Scores = MappingProxyType({})) -> Table:
    """Return the rows, loss and metrics of each split; a split is a row, or a column for many metrics.

    Args:
        scores: of each split.
        rows: of each split.
        baselines: what the best constant answer scores; in a row below, where it is known.
    """
    names = list(dict.fromkeys(name for values in scores.values() for name in values))
    draw = _split_rows if len(names) <= WIDEST else _metric_rows
    return draw(scores, rows, baselines, names)


def _split_rows(scores: Scores, rows: Mapping[str, int], baselines: Scores, names: list[str]) -> Table:
    table = new_table()
    add_words(table, "split")
    add_numbers(table, "rows")
    for name in names:
        table.add_column(plain(name), justify="right", overflow="fold")
    for split, values in scores.items():
        cells = (_score(values, name) for name in names)
        table.add_row(plain(split), _rows(rows, split), *cells, style="bold" if split == "test" else "")
        if guesses := baselines.get(split):
            table.add_row(BASELINE, "", *(_score(guesses, name, "") for name in names), style="dim")
    return table


def _metric_rows(scores: Scores, rows: Mapping[str, int], baselines: Scores, names: list[str]) -> Table:
    table = new_table()
    add_words(table, "")
    add_numbers(table, *scores)
    table.add_row("rows", *(_rows(rows, split) for split in scores), style="dim")
    for name in names:
        table.add_row(plain(name), *(_score(values, name) for values in scores.values()))
        guesses = [_score(baselines.get(split, {}), name, "") for split in scores]
        if any(guesses):
            table.add_row(BASELINE, *guesses, style="dim")
    return table


def _score(values: Mapping[str, float | None], name: str, missing: str = "-") -> str:
    return format_score(values[name]) if name in values else missing


def _rows(rows: Mapping[str, int], split: str) -> str:
    return f"{rows[split]:,}" if split in rows else "-"
