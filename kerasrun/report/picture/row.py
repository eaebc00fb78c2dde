"""Columns to rows: where each stands, and when a row is full.

In: columns. Out: rows of placed columns, and how far a row reaches. `layout.py` calls it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kerasrun.report.picture.arrow import mark_room
from kerasrun.report.picture.column import LINE, Column

WIDTH = 1240.0
"""Most pixels of a row; a picture that needs less is narrower."""

MARGIN = 28.0
"""Free space at the edges of the page."""

_LEAST, _TURN, _GAP, _ENDING = 640.0, 26.0, 22.0, 110.0
_LOWEST = 28.0
"""Room above and below the arrows: marks, and the words after the last layer, are taller than a small bar."""


@dataclass(frozen=True)
class Placed:
    """A column with the place of its left edge, and the height of its row's arrows."""

    column: Column
    x: float
    axis: float

    @property
    def left(self) -> float:
        """The left edge of the glyph, which stands in the middle of its column."""
        return self.x + (self.column.width - self.column.glyph.width) / 2

    @property
    def enter(self) -> float:
        """Where arrows arrive."""
        return self.left + self.column.glyph.enter

    @property
    def leave(self) -> float:
        """Where arrows leave."""
        return self.left + self.column.glyph.leave

    @property
    def top(self) -> float:
        """The upper edge of the glyph."""
        return self.axis - self.column.glyph.axis


def wrap_columns(columns: Sequence[Column]) -> tuple[list[list[Column]], float]:
    """Return the rows and the width of the picture; a block that fits in a row stays together."""
    room = WIDTH - 2 * (MARGIN + _TURN)
    rows: list[list[Column]] = [[]]
    for number, column in enumerate(columns):
        row = rows[-1]
        first = not row or row[-1].block != column.block
        rest = [c for c in columns[number:] if c.block == column.block] if first else [column]
        needed = _span(rest) if _span(rest) <= room else column.width
        if row and _span(row) + _GAP + needed > room:
            rows.append([])
        rows[-1].append(column)
    widest = max(_span(row) for row in rows)
    width = max(_LEAST, widest + 2 * (MARGIN + _TURN) + (_ENDING if len(rows) == 1 else 0))
    return rows, max(width, _span(rows[-1]) + 2 * (MARGIN + _TURN) + _ENDING)


def _span(row: Sequence[Column]) -> float:
    return place_row(row, 0)[-1].x + row[-1].width - (MARGIN + _TURN) if row else 0


def place_row(row: Sequence[Column], axis: float) -> list[Placed]:
    """Return the columns of a row side by side, with room for the marks on the arrows."""
    placed: list[Placed] = []
    x = MARGIN + _TURN
    for column in row:
        if placed:
            before = placed[-1]
            x = before.x + before.column.width + _GAP
            room = Placed(column, x, axis).left - before.left - before.column.glyph.width
            x += max(0.0, mark_room(before.column) - room)
        placed.append(Placed(column, x, axis))
    return placed


def extent(row: Sequence[Column]) -> tuple[float, float]:
    """Return how far a row reaches above and below its arrows."""
    above = max(_LOWEST, *(column.glyph.axis for column in row))
    above += 30 if any(column.times > 1 for column in row) else 6
    below = [
        caption_drop(column, row) + len(column.captions) * LINE if column.captions else _depth(column) + 8
        for column in row
    ]
    return above, max(below)


def _depth(column: Column) -> float:
    """Return how far the glyph reaches below the arrows."""
    depth = column.glyph.height - column.glyph.axis
    return depth if column.stacked else max(_LOWEST, depth)


def caption_drop(column: Column, row: Sequence[Column]) -> float:
    """Return how far below the arrows the first caption stands: in line with the row, unless it has cells."""
    tall = any(other.stacked for other in row)
    return max(_depth(other) for other in ([column] if tall else row)) + 22
