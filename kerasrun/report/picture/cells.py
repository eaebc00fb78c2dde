"""Stacked recurrent layers, unrolled: one row of cells for each layer, one column for each step shown.

In: the layers from the first to the last, which stand above one another. Out: one Glyph in a frame. Arrows to
the side carry the state; arrows up carry what a layer gives: every step, or the last one alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kerasrun.report.number import format_shape
from kerasrun.report.picture.cell_row import Row, draw_row, draw_row_marks
from kerasrun.report.picture.drawing import Group, Item, Line, Text, box, text_width
from kerasrun.report.picture.glyph import Glyph
from kerasrun.report.picture.label import tooltip_of
from kerasrun.report.picture.layer import Shape

_PAD, _GAP, _TOKEN = 14.0, 36.0, 22.0
_SHOWN = 5
"""Most steps that are drawn one by one."""

_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class Columns:
    """Where the steps stand."""

    names: tuple[str, ...]
    """`1`, `2`, `3`, an ellipsis and the last step."""
    places: tuple[float, ...]
    """Middle of each; x."""
    cell: float
    """Width of a cell."""


def draw_cells(rows: Sequence[Row]) -> Glyph:
    """Return the figure of the stack `rows`, the first layer at the bottom."""
    shape = rows[0].stop.layer.input_shape or (None, None)
    columns = _columns(shape, rows)
    width = columns.places[-1] + columns.cell / 2 + 30
    height = 2 * _PAD + 2 * _TOKEN + 8 + sum(row.height for row in rows)
    axis = height / 2
    floor = height - _PAD - _TOKEN
    items: list[Item] = [box(0, 0, width, height, "frame", 10), *_inputs(shape, columns, axis, floor)]
    for row in rows:
        layer = row.stop.layer
        items.append(
            Group(
                tuple(draw_row(row, columns.places, columns.names, columns.cell, floor)),
                layer.key,
                tooltip_of(layer, [stop.layer for stop in row.hidden]),
                "layer recurrent",
            )
        )
        items += draw_row_marks(row, columns.places, columns.names, floor)
        floor -= row.height
    items += _outputs(rows[-1], columns, floor, (width, axis))
    return Glyph(width, height, axis, 0, width, tuple(items))


def _columns(shape: Shape, rows: Sequence[Row]) -> Columns:
    steps = shape[0]
    names = tuple(str(step) for step in range(1, (steps or _SHOWN + 1) + 1))
    if len(names) > _SHOWN:
        names = ("1", "2", "3", "…", "T" if steps is None else str(steps))
    cell = max([44.0, *(text_width(row.part.type, "cell") + 6 for row in rows)])
    left = _PAD + 12 + max([130.0, *(row.label_width for row in rows)]) + 24
    return Columns(names, tuple(left + cell / 2 + place * (cell + _GAP) for place in range(len(names))), cell)


def _inputs(shape: Shape, columns: Columns, axis: float, floor: float) -> list[Item]:
    steps, *features = shape
    middle = floor + _TOKEN / 2
    words = f"{'T' if steps is None else steps} steps of {format_shape(features)}"
    if len(features) == 1:
        words += " features"
    items: list[Item] = [
        Line(((0, axis), (10, axis), (10, middle), (22, middle)), "flow", arrow=True),
        Text(26, middle + 4, words, "label"),
    ]
    for x, name in zip(columns.places, columns.names, strict=True):
        items += _token(x, floor, "x", name, "fill-input")
    return items


def _outputs(top: Row, columns: Columns, floor: float, end: tuple[float, float]) -> list[Item]:
    """Draw what the last layer gives, above it, and its way to the right edge."""
    level = floor - 8 - _TOKEN
    pairs = list(zip(columns.places, columns.names, strict=True))
    shown = pairs if top.every_step else [pairs[top.last]]
    items: list[Item] = []
    for x, name in shown:
        if name != "…":
            items.append(Line(((x, floor), (x, level + _TOKEN)), "flow", arrow=True))
        items += _token(x, level, "h", name, "fill-recurrent")
    middle = level + _TOKEN / 2
    edge = end[0] - 10
    items.append(Line(((shown[-1][0] + 14, middle), (edge, middle), (edge, end[1]), end), "flow"))
    return items


def _token(x: float, y: float, letter: str, name: str, fill: str) -> list[Item]:
    if name == "…":
        return [Text(x, y + 15, "…", "cell", "middle")]
    tint = "on-fill" if fill == "fill-recurrent" else ""
    return [
        box(x - 13, y, 26, _TOKEN, f"shape {fill}", 4),
        Text(x, y + 15, letter + name.translate(_SUBSCRIPT), "cell", "middle", tint),
    ]
