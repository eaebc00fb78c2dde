"""The shape of one stop: a box, a strip, a bar or tokens, drawn to the scale of the picture.

In: a stop and the scale. Out: a Glyph with its own origin at the top left. Stacked recurrent layers are a
figure of their own, in `cells.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kerasrun.report.picture.drawing import Area, Item, Line, Point, Text, box
from kerasrun.report.picture.scale import Scale
from kerasrun.report.picture.scene import Glyph as Kind
from kerasrun.report.picture.scene import Stop

_SLANT = (0.42, 0.30)
"""How far one pixel of a map's width goes to the right and up: the boxes are seen from the side."""

_BAR_WIDTH, _FLAT_WIDTH = 18.0, 9.0
_MOST_CELLS = 16
"""Most units of a bar that are drawn one by one."""


@dataclass(frozen=True)
class Side:
    """The side of a box that faces the next layer: one feature map, seen from the side."""

    corner: Point
    """The lower near end's upper point: the top left corner."""
    height: float
    slant: Point

    def at(self, across: float, down: float) -> Point:
        """Return the point that is a share of the map's width and of its height away from the corner."""
        x, y = self.corner
        return x + across * self.slant[0], y - across * self.slant[1] + down * self.height


@dataclass(frozen=True)
class Glyph:
    """A drawn shape; arrows arrive at (`enter`, `axis`) and leave from (`leave`, `axis`)."""

    width: float
    height: float
    axis: float
    enter: float
    leave: float
    items: tuple[Item, ...]
    side: Side | None = None
    ends: tuple[float, float] | None = None
    """Top and bottom of the side where arrows arrive and leave, for lines that fan out; y."""


def draw_stop(stop: Stop, scale: Scale) -> Glyph:
    """Return the glyph of a stop that is not recurrent."""
    draw: dict[Kind, Callable[[Stop, Scale], Glyph]] = {
        "volume": _volume,
        "strip": _strip,
        "bar": _bar,
        "tokens": _tokens,
    }
    return draw[stop.glyph](stop, scale)


def _volume(stop: Stop, scale: Scale) -> Glyph:
    height, width = (scale.edge(size) for size in stop.sizes[-3:-1])
    depth = scale.depth(stop.sizes[-1])
    before = stop.sizes[:-3]
    copies = min(3, max(1, before[0] if before and before[0] else 3)) if before else 1
    right, up = _SLANT[0] * width, _SLANT[1] * width
    shift = 10.0 * (copies - 1)
    items: list[Item] = []
    for copy in reversed(range(copies)):
        items += [
            item.moved(10.0 * copy, shift - 10.0 * copy) for item in _slab(stop, height, depth, right, up)
        ]
    reach = min(0.5, 0.45 * height / up)
    axis = shift + up + height / 2
    side = Side((depth, shift + up), height, (right, up))
    return Glyph(
        depth + right + shift,
        shift + up + height,
        axis,
        0,
        depth + reach * right,
        tuple(items),
        side,
        (shift + up, shift + up + height),
    )


def _slab(stop: Stop, height: float, depth: float, right: float, up: float) -> list[Item]:
    front = ((0.0, up), (depth, up), (depth, up + height), (0.0, up + height))
    top = ((0.0, up), (right, 0.0), (depth + right, 0.0), (depth, up))
    side = ((depth, up), (depth + right, 0.0), (depth + right, height), (depth, up + height))
    fill = f"shape {_fill(stop)}"
    items: list[Item] = []
    for points, face in ((front, "front"), (top, "top"), (side, "side")):
        items.append(Area(points, fill))
        if face != "front":
            items.append(Area(points, f"shade-{face}"))
    if stop.family == "pooling":
        items.append(Area(front, "hatch"))
    return items


def _strip(stop: Stop, scale: Scale) -> Glyph:
    steps, features = stop.sizes
    height, width = scale.edge(steps), max(10.0, scale.depth(features))
    items: list[Item] = [box(0, 0, width, height, f"shape {_fill(stop)}")]
    if stop.family == "pooling":
        items.append(box(0, 0, width, height, "hatch"))
    items += _rungs(0, width, height, min(12, steps or 6))
    return Glyph(width, height, height / 2, 0, width, tuple(items), ends=(0, height))


def _bar(stop: Stop, scale: Scale) -> Glyph:
    values = stop.sizes[0] if stop.sizes else 1
    height = scale.bar(values)
    width = _FLAT_WIDTH if stop.family == "reshaping" else _BAR_WIDTH
    items: list[Item] = [box(0, 0, width, height, f"shape {_fill(stop)}", 2)]
    if stop.family == "pooling":
        items.append(box(0, 0, width, height, "hatch", 2))
    if values and values <= _MOST_CELLS:
        items += _rungs(0, width, height, values)
    return Glyph(width, height, height / 2, 0, width, tuple(items), ends=(0, height))


def _tokens(stop: Stop, scale: Scale) -> Glyph:
    steps, features = stop.sizes
    marks = [str(place) for place in range(1, (steps or 9) + 1)]
    if len(marks) > 5:
        marks = ["1", "2", "3", "…", str(steps or "T")]
    size, pitch, length = 20.0, 27.0, max(40.0, scale.depth(features))
    items: list[Item] = []
    for row, mark in enumerate(marks):
        y = row * pitch
        middle = y + size / 2
        if mark == "…":
            items += [Text(x, middle + 3, "⋮", "cell", "middle") for x in (size / 2, size + 22 + length / 2)]
            continue
        items += [
            box(0, y, size, size, "shape fill-input", 3),
            Text(size / 2, middle + 3.5, mark, "cell", "middle"),
            Line(((size, middle), (size + 20, middle)), "thin", arrow=True),
            box(size + 22, y + 4, length, size - 8, f"shape {_fill(stop)}", 2),
            *_posts(size + 22, y + 4, length, size - 8, min(8, features or 8)),
        ]
    height = (len(marks) - 1) * pitch + size
    width = size + 22 + length
    return Glyph(width, height, height / 2, -4, width + 4, tuple(items))


def _fill(stop: Stop) -> str:
    return f"fill-{stop.family}"


def _rungs(x: float, width: float, height: float, count: int) -> list[Item]:
    ys = [height * place / count for place in range(1, count)]
    return [Line(((x, y), (x + width, y)), "rule") for y in ys]


def _posts(x: float, y: float, width: float, height: float, count: int) -> list[Item]:
    xs = [x + width * place / count for place in range(1, count)]
    return [Line(((post, y), (post, y + height)), "rule") for post in xs]
