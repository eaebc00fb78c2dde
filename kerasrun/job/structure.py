"""A model that Keras has built, as plain numbers: shapes and parameters per layer. `summary.py` asks."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING, Any

from kerasrun.analysis.structure import LayerStructure, Structure

if TYPE_CHECKING:
    import keras


def describe_structure(model: keras.Sequential) -> Structure:
    """Return the structure of a built model: what Keras knows of it, without lines, arithmetic and memory."""
    layers = []
    for index, layer in enumerate(model.layers):
        output = getattr(layer, "output", None)
        layers.append(
            LayerStructure(
                index=index,
                name=layer.name,
                type=type(layer).__name__,
                line=None,
                output_shape=tuple(output.shape) if output is not None else None,
                parameters=_count(layer.weights),
                trainable_parameters=_count(layer.trainable_weights),
            )
        )
    return Structure(model.name, tuple(model.input_shape), tuple(model.output_shape), tuple(layers))


def _count(weights: Sequence[Any]) -> int:
    return sum(prod(weight.shape) for weight in weights)
