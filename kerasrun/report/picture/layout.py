"""Columns to a page: rows that wrap, arrows between them, frames around what repeats.

In: a model. Out: a Picture. `svg.py` writes it.
"""

from __future__ import annotations

from collections.abc import Sequence

from kerasrun.report.picture.arrow import draw_arrow, draw_kernel, draw_turn
from kerasrun.report.picture.column import LINE, Column, draw_columns
from kerasrun.report.picture.drawing import Group, Item, Picture, Text, box, cut_text, text_width
from kerasrun.report.picture.family import family_of
from kerasrun.report.picture.fold import fold_stops
from kerasrun.report.picture.label import describe, tooltip_of
from kerasrun.report.picture.layer import Layer, Model
from kerasrun.report.picture.legend import draw_ending, draw_legend
from kerasrun.report.picture.row import MARGIN, Placed, caption_drop, extent, place_row, wrap_columns
from kerasrun.report.picture.scale import fit_scale
from kerasrun.report.picture.scene import place_stops
from kerasrun.report.picture.share import draw_share

_BETWEEN = 44.0
"""Space between two rows, through which the arrow runs."""

_HEAD = 74.0
"""Height of the title."""


def draw_model(model: Model) -> Picture:
    """Return the picture of `model`."""
    stops = place_stops(model)
    columns = draw_columns(fold_stops(stops), fit_scale(stops))
    rows, width = wrap_columns(columns)
    items: list[Item] = []
    top = _HEAD
    placed: list[list[Placed]] = []
    for row in rows:
        above, below = extent(row)
        axis = top + above
        line = place_row(row, axis)
        placed.append(line)
        for one in line:
            items += _draw_column(one, axis + caption_drop(one.column, row))
        items += _draw_frames(line, axis - above + 14, axis + below - 2)
        top = axis + below + _BETWEEN
    items += _draw_arrows(placed, width)
    items += draw_ending(model, placed[-1][-1].leave, placed[-1][-1].axis)
    share, height = draw_share(model, MARGIN, top - _BETWEEN + 26, width - 2 * MARGIN)
    legend, bottom = draw_legend(stops, MARGIN, height + 16, width - 2 * MARGIN)
    head = _draw_head(model, width)
    return Picture(width, bottom + 12, model.name, describe(model), (*head, *items, *share, *legend))


def _draw_head(model: Model, width: float) -> list[Item]:
    room = width - 2 * MARGIN
    return [
        Text(MARGIN, 36, cut_text(model.name, "title", room), "title"),
        Text(MARGIN, 57, cut_text(describe(model), "subtitle", room), "subtitle"),
    ]


def _draw_column(one: Placed, caption: float) -> list[Item]:
    column = one.column
    layer = column.stop.layer
    middle = one.x + column.width / 2
    glyph = [item.moved(one.left, one.top) for item in column.glyph.items]
    if column.stacked:
        return glyph
    items: list[Item] = []
    marks: list[Item] = []
    for number, line in enumerate(column.captions):
        y = caption + number * LINE
        if line.mark is None:
            items.append(Text(middle, y, line.text, line.style, "middle"))
            continue
        left = middle - (text_width(line.text, line.style) + 12) / 2
        swatch = box(left, y - 8, 6, 9, f"shape fill-{family_of(line.mark.part)}", 2)
        text = Text(left + 11, y, line.text, line.style)
        marks.append(_group(line.mark, (swatch, text), column))
    return [_group(layer, (*glyph, *items), column), *marks]


def _group(layer: Layer, items: tuple[Item, ...], column: Column) -> Group:
    place = column.stop.layers.index(layer)
    copies = [stop.layers[place] for stop in column.hidden]
    return Group(items, layer.key, tooltip_of(layer, copies), f"layer {family_of(layer.part)}")


def _draw_frames(row: Sequence[Placed], top: float, bottom: float) -> list[Item]:
    items: list[Item] = []
    numbers = sorted({one.column.block for one in row if one.column.times > 1 and not one.column.stacked})
    for number in numbers:
        inside = [one for one in row if one.column.block == number]
        left, right = inside[0].x - 8, inside[-1].x + inside[-1].column.width + 8
        items.append(box(left, top - 10, right - left, bottom - top + 16, "repeat", 8))
        items.append(Text(right - 8, top + 6, f"x {inside[0].column.times}", "badge", "end"))
    return items


def _draw_arrows(rows: Sequence[Sequence[Placed]], width: float) -> list[Item]:
    items: list[Item] = []
    for row in rows:
        for before, after in zip(row, row[1:], strict=False):
            items += draw_kernel(before, after)
            items += draw_arrow(before, after)
    for upper, lower in zip(rows, rows[1:], strict=False):
        _, below = extent([one.column for one in upper])
        items += draw_turn(upper[-1], lower[0], upper[-1].axis + below + 18, (MARGIN, width - MARGIN))
    return items
