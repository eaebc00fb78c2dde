"""A built model to plain numbers: shapes and parameters per layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import keras

Shape = tuple[int | None, ...]


@dataclass(frozen=True)
class LayerStructure:
    """One layer; shapes carry None for the batch axis, parameters are numbers of scalars."""

    index: int
    name: str
    type: str
    line: int | None
    output_shape: Shape | None
    parameters: int
    trainable_parameters: int


@dataclass(frozen=True)
class Structure:
    """A model."""

    name: str
    input_shape: Shape
    output_shape: Shape
    layers: tuple[LayerStructure, ...]

    @property
    def parameters(self) -> int:
        """All scalars of all weights."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def trainable_parameters(self) -> int:
        """Those that training changes."""
        return sum(layer.trainable_parameters for layer in self.layers)

    def as_json(self) -> dict[str, Any]:
        """Return the structure as `--json` prints it."""
        return {
            "name": self.name,
            "input_shape": list(self.input_shape),
            "output_shape": list(self.output_shape),
            "layers": [
                {**vars(layer), "output_shape": list(layer.output_shape) if layer.output_shape else None}
                for layer in self.layers
            ],
            "parameters": self.parameters,
            "trainable_parameters": self.trainable_parameters,
        }


def describe_structure(model: keras.Sequential, lines: Sequence[int | None] = ()) -> Structure:
    """Return the structure of a built model; `lines` gives each layer's line in the spec, in order."""
    layers = []
    for index, layer in enumerate(model.layers):
        output = getattr(layer, "output", None)
        layers.append(
            LayerStructure(
                index=index,
                name=layer.name,
                type=type(layer).__name__,
                line=lines[index] if index < len(lines) else None,
                output_shape=tuple(output.shape) if output is not None else None,
                parameters=_count(layer.weights),
                trainable_parameters=_count(layer.trainable_weights),
            )
        )
    return Structure(model.name, tuple(model.input_shape), tuple(model.output_shape), tuple(layers))


def _count(weights: Sequence[Any]) -> int:
    return sum(prod(weight.shape) for weight in weights)
