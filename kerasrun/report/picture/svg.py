"""A Picture as an SVG file: scalable, with tooltips, for light and dark pages, safe for any name.

In: a Picture. Out: the text of the file, the same for the same picture.
"""

from __future__ import annotations

import re

from kerasrun.report.picture.drawing import SIZES, Area, Group, Item, Line, Picture, Point, Text
from kerasrun.report.picture.layer import AUTHOR
from kerasrun.report.picture.palette import style_sheet

_DEFINITIONS = (
    '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path class="head-of-arrow" d="M0 0L8 4L0 8z"/></marker>'
    '<pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path d="M0 0V5"/></pattern>'
)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_svg(picture: Picture, *, size: bool = True) -> str:
    """Return the file.

    Args:
        picture: what to draw.
        size: give it its own size in pixels; without, it fills what it stands in.
    """
    width, height = number(picture.width), number(picture.height)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        + (f' width="{width}" height="{height}"' if size else "")
        + ' role="img" aria-labelledby="picture-title picture-text">',
        f"<!-- {AUTHOR} -->",
        f'<title id="picture-title">{escape(picture.title)}</title>',
        f'<desc id="picture-text">{escape(picture.description)}</desc>',
        f"<style>\n{style_sheet(SIZES)}\n</style>",
        f"<defs>{_DEFINITIONS}</defs>",
        f'<rect class="paper" width="{width}" height="{height}"/>',
        *(_item(item) for item in picture.items),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """Return `text` as the content of an element or an attribute."""
    text = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
    for character, entity in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot"), ("'", "#39")):
        text = text.replace(character, f"&{entity};")
    return text


def number(value: float) -> str:
    """Return a length with one digit behind the point where it needs one."""
    return f"{round(value, 1) + 0:.1f}".removesuffix(".0")  # + 0 makes 0 of -0


def _item(item: Item) -> str:
    if isinstance(item, Text):
        return _text(item)
    if isinstance(item, Area):
        return _area(item)
    if isinstance(item, Line):
        tip = ' marker-end="url(#tip)"' if item.arrow else ""
        return f'<polyline class="{item.style}" points="{_points(item.points)}"{tip}/>'
    return _group(item)


def _group(group: Group) -> str:
    inside = "\n".join(_item(item) for item in group.items)
    key = f' id="{group.key}"' if group.key else ""
    return f'<g{key} class="{group.style}"><title>{escape(group.title)}</title>\n{inside}\n</g>'


def _text(text: Text) -> str:
    anchor = "" if text.anchor == "start" else f' text-anchor="{text.anchor}"'
    style = f"{text.style} {text.tint}".strip()
    return (
        f'<text class="{style}" x="{number(text.x)}" y="{number(text.y)}"{anchor}>{escape(text.text)}</text>'
    )


def _area(area: Area) -> str:
    if not _is_box(area.points):
        return f'<polygon class="{area.style}" points="{_points(area.points)}"/>'
    (x, y), (right, bottom) = area.points[0], area.points[2]
    radius = f' rx="{number(area.radius)}"' if area.radius else ""
    return (
        f'<rect class="{area.style}" x="{number(x)}" y="{number(y)}" width="{number(right - x)}" '
        f'height="{number(bottom - y)}"{radius}/>'
    )


def _is_box(points: tuple[Point, ...]) -> bool:
    (a, b), (c, d), (e, f), (g, h) = points
    return a == g and c == e and b == d and f == h


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in points)
