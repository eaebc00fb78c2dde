"""The bar that shows in which layers the parameters sit.

In: a model and a place. Out: the pieces and the y of the lower edge; nothing for a model without parameters.
"""

from __future__ import annotations

from kerasrun.report.number import format_count
from kerasrun.report.picture.drawing import Group, Item, Text, box, text_width
from kerasrun.report.picture.family import family_of
from kerasrun.report.picture.layer import Model

_HEIGHT = 18.0


def draw_share(model: Model, x: float, y: float, width: float) -> tuple[list[Item], float]:
    """Return the bar with its heading, as wide as `width`, and where it ends."""
    total = model.parameters
    if not total:
        return [], y - 16
    items: list[Item] = [Text(x, y, f"Where the {format_count(total, 'parameter')} sit", "label")]
    left = x
    for layer in model.layers:
        if not layer.parameters:
            continue
        length = width * layer.parameters / total
        share = f"{layer.parameters / total:.1%}"
        family = family_of(layer.part)
        pieces: list[Item] = [box(left, y + 8, length, _HEIGHT, f"shape fill-{family}")]
        for text in (f"{layer.name}  {share}", share):
            if text_width(text, "small") + 10 < length:
                pieces.append(Text(left + length / 2, y + 8 + 13, text, "small", "middle", f"on-{family}"))
                break
        title = f"{layer.name}: {format_count(layer.parameters, 'parameter')}, {share}"
        items.append(Group(tuple(pieces), f"{layer.key}-share", title, "layer"))
        left += length
    return items, y + 8 + _HEIGHT
