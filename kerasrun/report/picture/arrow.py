"""The arrows between columns, with the marks on them and the small lines that show what a layer sees.

In: two placed columns. Out: pieces. A convolution's kernel is drawn on the map it slides over; lines fan out
to what sees every value.
"""

from __future__ import annotations

from typing import Protocol

from kerasrun.report.picture.column import Column
from kerasrun.report.picture.drawing import Area, Group, Item, Line, Point, box
from kerasrun.report.picture.family import family_of
from kerasrun.report.picture.label import tooltip_of

_CAP, _TIP = 11.0, 24.0


class Place(Protocol):
    """A column on the page."""

    @property
    def column(self) -> Column:
        """The column."""

    @property
    def axis(self) -> float:
        """Height of its arrows."""

    @property
    def enter(self) -> float:
        """Where arrows arrive."""

    @property
    def leave(self) -> float:
        """Where arrows leave."""

    @property
    def left(self) -> float:
        """Left edge of the glyph."""

    @property
    def top(self) -> float:
        """Upper edge of the glyph."""


def mark_room(column: Column) -> float:
    """Return the least length of the visible part of the arrow after `column`, in pixels."""
    return _TIP + _CAP * len(column.marks)


def draw_arrow(before: Place, after: Place) -> list[Item]:
    """Return the arrow from one column to the next, with the marks that lie on it."""
    line = Line(((before.leave, before.axis), (after.enter - 1, after.axis)), "flow", arrow=True)
    return [*_fan(before, after), line, *_caps(before)]


def draw_turn(before: Place, after: Place, level: float, edges: tuple[float, float]) -> list[Item]:
    """Return the arrow from the end of a row to the start of the next one, through the space between them."""
    left, right = edges
    points = (
        (before.leave, before.axis),
        (right, before.axis),
        (right, level),
        (left, level),
        (left, after.axis),
        (after.enter - 1, after.axis),
    )
    return [Line(points, "flow", arrow=True), *_caps(before)]


def draw_kernel(before: Place, after: Place) -> list[Item]:
    """Return the window of a convolution or a pooling layer on the map before it, and where it leads."""
    side, target = before.column.glyph.side, after.column.glyph.side
    kernel = _window(after.column)
    sizes = before.column.stop.sizes[-3:-1]
    if side is None or target is None or kernel is None or None in sizes:
        return []
    down, across = (min(0.5, max(0.1, part / (size or 1))) for part, size in zip(kernel, sizes, strict=True))
    corner = (0.62 - across / 2, 0.1)
    shares = ((0.0, 0.0), (across, 0.0), (across, down), (0.0, down))
    window = [side.at(corner[0] + dx, corner[1] + dy) for dx, dy in shares]
    points = [(x + before.left, y + before.top) for x, y in window]
    start = after.top + target.corner[1]
    end: Point = (after.enter, start + min(0.2 * target.height, 14))
    return [
        Area(tuple(points), "window"),
        *(Line((points[index], end), "ray") for index in (1, 2)),
    ]


def _window(column: Column) -> tuple[int, int] | None:
    part = column.stop.layer.part
    value = part.get("kernel_size")
    if value is None or "Conv2D" not in part.type:
        return None
    first, second = value if isinstance(value, list | tuple) else (value, value)
    return int(first), int(second)


def _fan(before: Place, after: Place) -> list[Item]:
    """Return lines from the ends of one shape to the ends of the next, where every value is seen."""
    starts, ends = before.column.glyph.ends, after.column.glyph.ends
    if (
        starts is None
        or ends is None
        or after.column.stop.glyph != "bar"
        or before.column.stop.glyph == "tokens"
    ):
        return []
    left = before.leave
    side = before.column.glyph.side
    if side is not None:
        left = before.left + side.corner[0]
    tops = [before.top + y for y in starts]
    bottoms = [after.top + y for y in ends]
    crossed = after.column.stop.family == "dense" and before.column.stop.glyph == "bar"
    pairs = [(a, b) for a in tops for b in bottoms] if crossed else list(zip(tops, bottoms, strict=True))
    return [Line(((left, a), (after.enter, b)), "ray") for a, b in pairs]


def _caps(before: Place) -> list[Item]:
    """Return the marks of a column on its arrow, close behind the shape."""
    start = before.left + before.column.glyph.width + _CAP
    items: list[Item] = []
    for number, mark in enumerate(before.column.marks):
        cap = box(start + number * _CAP - 3, before.axis - 13, 6, 26, f"shape fill-{family_of(mark.part)}", 3)
        items.append(Group((cap,), f"{mark.key}-cap", tooltip_of(mark), "layer"))
    return items
