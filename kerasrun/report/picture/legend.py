"""What explains a picture: the colours, the scale, and what the last layer answers.

In: the stops and a place. Out: pieces, and where they end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kerasrun.report.picture.drawing import Item, Line, Text, box, text_width
from kerasrun.report.picture.family import FAMILIES, family_of
from kerasrun.report.picture.layer import Model
from kerasrun.report.picture.scene import Stop

_LINE = 18.0


def draw_legend(stops: Sequence[Stop], x: float, y: float, width: float) -> tuple[list[Item], float]:
    """Return a swatch for each family that is there, the sentences about the scale, and the lower edge."""
    present = {family_of(layer.part) for stop in stops for layer in stop.layers}
    items: list[Item] = []
    left, top = x, y + 10
    for family, words in FAMILIES.items():
        if family not in present:
            continue
        length = 18 + text_width(words, "small") + 18
        if left + length > x + width:
            left, top = x, top + _LINE
        items.append(box(left, top - 9, 12, 11, f"shape fill-{family}", 2))
        if family == "pooling":
            items.append(box(left, top - 9, 12, 11, "hatch", 2))
        items.append(Text(left + 18, top, words, "small"))
        left += length
    for sentence in _sentences(stops, width):
        top += _LINE
        items.append(Text(x, top, sentence, "small"))
    return items, top + 6


def _sentences(stops: Iterable[Stop], width: float) -> list[str]:
    kinds = {stop.glyph for stop in stops}
    sentences = []
    if kinds & {"volume", "strip", "tokens"}:
        sentences.append("Edges of boxes and strips follow the square root of their sizes.")
    if "bar" in kinds:
        sentences.append("Bars follow the logarithm of the number of values.")
    if "cells" in kinds:
        sentences.append(
            "Dashed arrows carry the state from step to step; arrows up carry what a layer gives."
        )
    lines: list[str] = []
    for sentence in sentences:
        if lines and text_width(f"{lines[-1]} {sentence}", "small") < width:
            lines[-1] += f" {sentence}"
        else:
            lines.append(sentence)
    return lines


def draw_ending(model: Model, x: float, y: float) -> list[Item]:
    """Return what the outputs of the last layer stand for, to the right of it; nothing where unknown."""
    names = _answers(model)
    if not names:
        return []
    items: list[Item] = []
    reach = 15.0 * (len(names) - 1) / 2
    for number, name in enumerate(names):
        level = y - reach + 15.0 * number
        if name != "⋮":
            items.append(Line(((x, y), (x + 22, level)), "ray"))
        items.append(Text(x + 27, level + 3.5, name, "small"))
    return items


def _answers(model: Model) -> list[str]:
    last = model.layers[-1]
    shape = last.output_shape or ()
    activation = "softmax" if last.part.type == "Softmax" else last.part.get("activation")
    if len(shape) != 1 or shape[0] is None or activation not in ("softmax", "sigmoid"):
        return []
    if shape[0] == 1:
        return ["P(class 1)"] if activation == "sigmoid" else []
    word = "class" if activation == "softmax" else "label"
    names = [f"P({word} {number})" for number in range(shape[0])]
    return names if len(names) <= 4 else [*names[:2], "⋮", names[-1]]
