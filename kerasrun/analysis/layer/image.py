"""Layers that bring images to a size: Resizing, CenterCrop, RandomCrop."""

from __future__ import annotations

from kerasrun.analysis.layer.grid import split
from kerasrun.analysis.layer.rule import Call, LayerRule, Outcome, ShapeError
from kerasrun.analysis.layer.shape import by

_WORDS = {
    "CenterCrop": "Cuts {after} out of the middle of each image of {before}",
    "RandomCrop": "Cuts {after} out of each image of {before}, at a random place while training",
}


def _size(call: Call) -> Outcome:
    grid = split(call, 2)
    if call.arguments.get("crop_to_aspect_ratio") and call.arguments.get("pad_to_aspect_ratio"):
        message = "expected one of `crop_to_aspect_ratio` and `pad_to_aspect_ratio`, received both"
        raise ShapeError(message, "leave one of them out")
    after = (int(call.arguments["height"]), int(call.arguments["width"]))
    words = _WORDS.get(call.name, f"Resizes images of {{before}} to {{after}}{_edges(call)}")
    sentence = f"{words.format(before=by(grid.sizes), after=by(after))}; no parameters."
    return Outcome(grid.shape(after, grid.channels), sentence=sentence)


def _edges(call: Call) -> str:
    if call.arguments.get("crop_to_aspect_ratio"):
        return ", cutting off what is too long"
    if call.arguments.get("pad_to_aspect_ratio"):
        return ", filling up what is too short"
    return ""


RULES: dict[str, LayerRule] = dict.fromkeys(("Resizing", "CenterCrop", "RandomCrop"), _size)
