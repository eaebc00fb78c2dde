"""Pooling: the largest or the mean value of each window, of a fixed number of windows, or of everything."""

from __future__ import annotations

from functools import partial

from kerasrun.analysis.layer.grid import slide, split
from kerasrun.analysis.layer.rule import Call, LayerRule, Outcome, ShapeError
from kerasrun.analysis.layer.shape import by, per_axis

_WORDS = {"Max": "the largest value", "Average": "the mean"}


def _pooling(rank: int, word: str, call: Call) -> Outcome:
    grid = split(call, rank)
    window = per_axis(call.arguments["pool_size"], rank)
    given = call.arguments["strides"]
    strides = window if given is None else per_axis(given, rank)
    places = slide(grid.sizes, window, strides, call.arguments["padding"])
    sentence = f"Keeps {word} of each {by(window)} window, {by(grid.sizes)} to {by(places)}; no parameters."
    return Outcome(grid.shape(places, grid.channels), sentence=sentence)


def _adaptive(rank: int, word: str, call: Call) -> Outcome:
    grid = split(call, rank)
    places = per_axis(call.arguments["output_size"], rank)
    for size, parts in zip(grid.sizes, places, strict=True):
        if word == _WORDS["Max"] and 1 in (size, parts):
            message = f"expected more than one window of more than one place, received {parts} of {size}"
            raise ShapeError(message, f"TensorFlow divides by zero there: use GlobalMaxPooling{rank}D")
    sentence = f"Cuts {by(grid.sizes)} into {by(places)} windows and keeps {word} of each; no parameters."
    return Outcome(grid.shape(places, grid.channels), sentence=sentence)


def _everything(rank: int, word: str, call: Call) -> Outcome:
    grid = split(call, rank)
    keep = call.arguments["keepdims"]
    shape = grid.shape([1] * rank, grid.channels) if keep else (grid.channels,)
    sentence = f"Keeps {word} of all {by(grid.sizes)} places for each channel; no parameters."
    return Outcome(shape, sentence=sentence)


RULES: dict[str, LayerRule] = {
    f"{prefix}{kind}Pooling{rank}D": partial(rule, rank, word)
    for prefix, rule in (("", _pooling), ("Adaptive", _adaptive), ("Global", _everything))
    for kind, word in _WORDS.items()
    for rank in (1, 2, 3)
}
