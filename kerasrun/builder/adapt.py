"""Preprocessing layers that learn from data: adapted on the training split before the model is built."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from kerasrun.builder.feed import feed
from kerasrun.data.examples import Array

BATCH = 1024
"""Rows that pass at a time through the layers before the one that is adapted."""

ADAPTIVE = frozenset(
    {"Normalization", "Discretization", "TextVectorization", "StringLookup", "IntegerLookup"}
)
"""Layers with an `adapt` of their own, by Keras's name."""


def needs_adapt(layer: Any) -> bool:
    """Tell whether the layer has an `adapt` of its own and was not given what it would learn."""
    if isinstance(layer, keras.layers.Normalization):
        return layer.input_mean is None
    if isinstance(layer, keras.layers.Discretization):
        return not layer.bin_boundaries
    if isinstance(layer, keras.layers.TextVectorization):
        # Only the lookup inside knows whether a vocabulary was given.
        return not layer._lookup_layer.input_vocabulary
    if isinstance(layer, keras.layers.StringLookup | keras.layers.IntegerLookup):
        return layer.input_vocabulary is None
    return False


def wraps_unadapted(layer: Any) -> bool:
    """Tell whether a wrapper such as TimeDistributed holds a layer that learns from data it never sees."""
    inner = getattr(layer, "layer", None)
    return inner is not None and (needs_adapt(inner) or wraps_unadapted(inner))


def adapt_layer(layer: Any, before: Sequence[Any], examples: Array) -> None:
    """Adapt `layer` on `examples` (n, *shape) as they come out of the layers `before` it."""
    layer.adapt(_pass_through(before, examples) if before else feed(examples))


def _pass_through(before: Sequence[Any], examples: Array) -> Any:
    parts = []
    for start in range(0, len(examples), BATCH):
        values = keras.ops.convert_to_tensor(feed(examples[start : start + BATCH]))
        for layer in before:
            # Dropout, noise and augmentation rest, as they do when the model predicts.
            values = layer(values, training=False) if layer._call_has_training_arg else layer(values)
        parts.append(np.asarray(values))
    return feed(np.concatenate(parts))
