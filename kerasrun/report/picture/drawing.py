"""The pieces of a drawing: text, areas and lines with a place, before anything is written as SVG.

Lengths are in pixels of the picture, y grows downwards. A style is one or more CSS classes of `palette.py`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

Point = tuple[float, float]

SIZES = {
    "title": 20.0,
    "subtitle": 13.0,
    "head": 12.5,
    "label": 11.0,
    "small": 10.0,
    "cell": 10.0,
    "badge": 13.0,
}
"""Font size of each style of text."""

_BOLD = ("title", "head", "badge")


@dataclass(frozen=True)
class Text:
    """One line of text; `x`, `y` is on its base line."""

    x: float
    y: float
    text: str
    style: str = "label"
    anchor: Literal["start", "middle", "end"] = "start"
    tint: str = ""
    """A further class."""

    @property
    def width(self) -> float:
        """Width in pixels, rather too large: the reader's font is not known."""
        return text_width(self.text, self.style)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        size = SIZES[self.style]
        left = self.x - {"start": 0.0, "middle": self.width / 2, "end": self.width}[self.anchor]
        return left, self.y - 0.8 * size, left + self.width, self.y + 0.22 * size

    def moved(self, dx: float, dy: float) -> Text:
        """Return the same text elsewhere."""
        return replace(self, x=self.x + dx, y=self.y + dy)


@dataclass(frozen=True)
class Area:
    """A filled polygon; with `radius` the rounded box between its first and third corner."""

    points: tuple[Point, ...]
    style: str
    radius: float = 0

    def moved(self, dx: float, dy: float) -> Area:
        """Return the same area elsewhere."""
        return replace(self, points=_moved(self.points, dx, dy))


@dataclass(frozen=True)
class Line:
    """A line through points, with a head at its end where `arrow`."""

    points: tuple[Point, ...]
    style: str = "flow"
    arrow: bool = False

    def moved(self, dx: float, dy: float) -> Line:
        """Return the same line elsewhere."""
        return replace(self, points=_moved(self.points, dx, dy))


@dataclass(frozen=True)
class Group:
    """Pieces that belong to one layer: they light up together and share a tooltip."""

    items: tuple[Item, ...]
    key: str = ""
    """The id of the group in the file, unique and safe."""
    title: str = ""
    style: str = ""

    def moved(self, dx: float, dy: float) -> Group:
        """Return the same group elsewhere."""
        return replace(self, items=tuple(item.moved(dx, dy) for item in self.items))


Item: TypeAlias = Text | Area | Line | Group


@dataclass(frozen=True)
class Picture:
    """A whole drawing from (0, 0) to (width, height)."""

    width: float
    height: float
    title: str
    description: str
    items: tuple[Item, ...]


def box(x: float, y: float, width: float, height: float, style: str, radius: float = 0) -> Area:
    """Return a box with its top left corner at (x, y)."""
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return Area(corners, style, radius)


def texts(items: Iterable[Item]) -> list[Text]:
    """Return all texts of a drawing."""
    found = []
    for item in items:
        if isinstance(item, Text):
            found.append(item)
        elif isinstance(item, Group):
            found += texts(item.items)
    return found


def text_width(text: str, style: str) -> float:
    """Return the width of `text` in pixels, estimated on the safe side."""
    size = SIZES[style] * (1.08 if style in _BOLD else 1)
    return size * sum(_advance(character) for character in text)


def cut_text(text: str, style: str, width: float) -> str:
    """Return `text`, its end replaced by an ellipsis where it is wider than `width`."""
    if text_width(text, style) <= width:
        return text
    while text and text_width(text + "…", style) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def _advance(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    if character in " .,:;'|!il()[]/ftjI-":
        return 0.38
    if character in "mwMW@%":
        return 0.95
    return 0.68 if character.isupper() else 0.58


def _moved(points: tuple[Point, ...], dx: float, dy: float) -> tuple[Point, ...]:
    return tuple((x + dx, y + dy) for x, y in points)
