"""What a picture is drawn of: a model as plain values.

`job/picture.py` fills these from a spec, a run or a .keras file; every other file of the room reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kerasrun.report.number import format_shape

AUTHOR = "drawn by kerasrun"
"""What every picture says near its beginning, so that it may be replaced and another file may not."""

Shape = tuple[int | None, ...]
"""Sizes of one example, the batch axis left out; None where a size is free."""


@dataclass(frozen=True)
class Part:
    """A layer class with its arguments; nested layers and cells are Parts too, other objects their names."""

    type: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    """Those that are not written have Keras's default, which a picture leaves out too."""

    def get(self, name: str, default: Any = None) -> Any:
        """Return the argument, or `default` where it is missing or None."""
        value = self.arguments.get(name)
        return default if value is None else value

    @property
    def inner(self) -> Part | None:
        """The layer inside a wrapper such as Bidirectional."""
        layer = self.get("layer")
        return layer if isinstance(layer, Part) else None


@dataclass(frozen=True)
class Layer:
    """One layer of the stack with its shapes."""

    index: int
    """From 0; -1 for the input, which Keras does not count."""
    name: str
    part: Part
    input_shape: Shape | None
    output_shape: Shape | None
    parameters: int = 0
    sentence: str = ""
    """What the layer does, with its own numbers."""

    @property
    def shape(self) -> str:
        """The output shape in words: `98 x 98 x 32`."""
        return "?" if self.output_shape is None else format_shape(self.output_shape)

    @property
    def key(self) -> str:
        """A name for the layer in a file that is safe there, whatever the user called it."""
        return "input" if self.index < 0 else f"layer{self.index + 1}"


@dataclass(frozen=True)
class Model:
    """A stack of layers."""

    name: str
    input_shape: Shape
    layers: tuple[Layer, ...]
    flops: int | None = None
    """Of one forward pass of one example; None where not known."""

    @property
    def parameters(self) -> int:
        """All scalars of all weights."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def input(self) -> Layer:
        """The input as a layer of its own, which every picture begins with."""
        return Layer(-1, "input", Part("Input"), self.input_shape, self.input_shape)
