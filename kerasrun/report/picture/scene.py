"""A model to the stops of its picture: the layers with a shape of their own, and the marks after each.

In: a Model. Out: stops in order, the input first; `fold.py` folds what repeats, the writers draw them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from kerasrun.report.picture.family import family_of, is_mark, is_recurrent
from kerasrun.report.picture.label import details_of, own_name, title_of
from kerasrun.report.picture.layer import Layer, Model, Part, Shape

Glyph = Literal["volume", "strip", "bar", "tokens", "cells"]
"""How a layer is drawn: a box of height, width and channels; steps by features; a row of units; tokens that
become vectors; cells unrolled in time."""


@dataclass(frozen=True)
class Stop:
    """A layer that has a shape of its own, with the layers after it that only leave marks."""

    layer: Layer
    sizes: Shape
    """Its output, the channels last."""
    marks: tuple[Layer, ...] = ()

    @property
    def family(self) -> str:
        """Which colour it has."""
        return family_of(self.layer.part)

    @property
    def glyph(self) -> Glyph:
        """How it is drawn."""
        part = self.layer.part
        if is_recurrent(part) and len(self.layer.input_shape or ()) > 1:
            return "cells"
        if part.type.endswith("Embedding") and len(self.sizes) == 2:
            return "tokens"
        if len(self.sizes) >= 3:
            return "volume"
        return "strip" if len(self.sizes) == 2 else "bar"

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layer and its marks."""
        return (self.layer, *self.marks)

    @cached_property
    def signature(self) -> tuple[str, ...]:
        """Equal where two stops look the same, whatever their parameters and the numbers in their names."""
        return tuple(
            text
            for layer in self.layers
            for text in (title_of(layer.part), own_name(layer, folded=True), details_of(layer), layer.shape)
        )


def place_stops(model: Model) -> list[Stop]:
    """Return the stops of the model's picture."""
    first = model.input
    stops = [Stop(first, first.output_shape or ())]
    channels_first = False
    for layer in model.layers:
        channels_first = _channels_first(layer.part, channels_first)
        if is_mark(layer):
            last = stops[-1]
            stops[-1] = Stop(last.layer, last.sizes, (*last.marks, layer))
        else:
            stops.append(Stop(layer, _channels_last(layer.output_shape or (), channels_first)))
    return stops


def _channels_first(part: Part, before: bool) -> bool:
    data_format = (part.inner or part).get("data_format")
    return before if data_format is None else data_format == "channels_first"


def _channels_last(shape: Shape, channels_first: bool) -> Shape:
    return (*shape[1:], shape[0]) if channels_first and len(shape) > 1 else shape
