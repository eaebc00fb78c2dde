"""Blocks to the columns of a picture: a glyph with the lines of text below it, measured and not yet placed.

In: folded blocks and the scale. Out: columns in order. Recurrent layers that follow one another become one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from kerasrun.report.picture.cell_row import Row
from kerasrun.report.picture.cells import draw_cells
from kerasrun.report.picture.drawing import cut_text, text_width
from kerasrun.report.picture.fold import Block
from kerasrun.report.picture.glyph import Glyph, draw_stop
from kerasrun.report.picture.label import details_of, mark_text, own_name, parameters_of, size_of, title_of
from kerasrun.report.picture.layer import Layer
from kerasrun.report.picture.scale import Scale
from kerasrun.report.picture.scene import Stop

LINE = 14.0
"""Height of a line of a label."""

_NARROWEST, _WIDEST = 64.0, 196.0
_ROWS = 6
"""Most recurrent layers above one another in one figure."""


@dataclass(frozen=True)
class Caption:
    """One line below a glyph; one of a mark has its layer, whose colour leads it."""

    text: str
    style: str
    mark: Layer | None = None


@dataclass(frozen=True)
class Column:
    """What stands between two arrows."""

    glyph: Glyph
    stop: Stop
    """The last of its layers: what it gives goes on."""
    captions: tuple[Caption, ...] = ()
    block: int = 0
    """Columns of one block stand in one frame."""
    times: int = 1
    hidden: tuple[Stop, ...] = ()
    stacked: bool = False
    """A figure of recurrent layers, which holds its labels and marks itself."""

    @cached_property
    def width(self) -> float:
        """Width of the glyph or of its widest caption."""
        widths = [text_width(line.text, line.style) + (12 if line.mark else 0) for line in self.captions]
        return max([self.glyph.width, 0 if self.stacked else _NARROWEST, *widths])

    @property
    def marks(self) -> tuple[Layer, ...]:
        """The layers on the arrow after the column."""
        return () if self.stacked else self.stop.marks


def draw_columns(blocks: Sequence[Block], scale: Scale) -> list[Column]:
    """Return the columns of the picture."""
    columns: list[Column] = []
    for stacked, group in groupby(enumerate(blocks), lambda pair: pair[1].stops[0].glyph == "cells"):
        if stacked:
            columns += _figures([(number, block) for number, block in group])
        else:
            for number, block in group:
                columns += _columns(number, block, scale)
    return columns


def _figures(blocks: list[tuple[int, Block]]) -> Iterator[Column]:
    for start in range(0, len(blocks), _ROWS):
        part = blocks[start : start + _ROWS]
        rows = [Row(block.stops[0], block.hidden) for _, block in part]
        yield Column(draw_cells(rows), rows[-1].stop, block=part[0][0], stacked=True)


def _columns(number: int, block: Block, scale: Scale) -> Iterator[Column]:
    for place, stop in enumerate(block.stops):
        hidden = block.hidden[place :: len(block.stops)]
        yield Column(
            draw_stop(stop, scale),
            stop,
            _captions(stop, hidden),
            number,
            block.times,
            hidden,
        )


def _captions(stop: Stop, hidden: Sequence[Stop]) -> tuple[Caption, ...]:
    layer = stop.layer
    title = "Input" if layer.index < 0 else title_of(layer.part)
    lines = [
        Caption(title, "head"),
        Caption(own_name(layer, folded=bool(hidden)), "small"),
        Caption(size_of(layer), "label"),
        Caption(details_of(layer), "label"),
        Caption(parameters_of(layer, [other.layer for other in hidden]), "small"),
        *(Caption(mark_text(mark), "small", mark) for mark in stop.marks),
    ]
    return tuple(replace(line, text=cut_text(line.text, line.style, _WIDEST)) for line in lines if line.text)
