"""A split on the device: arrays become tensors once, and every chunk of batches is gathered from them.

In: arrays and class weights. Out: `Tensors`. The chunks take their batches from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from kerasrun.builder.feed import feed
from kerasrun.data.examples import Array


@dataclass(frozen=True)
class Tensors:
    """One split on the device."""

    inputs: Any
    targets: Any
    weights: Any = None
    """One weight per row, or None."""

    @property
    def parts(self) -> tuple[Any, ...]:
        """The tensors there are, in the order in which Keras's steps take them."""
        return tuple(part for part in (self.inputs, self.targets, self.weights) if part is not None)

    @property
    def rows(self) -> int:
        """The number of examples."""
        return int(self.inputs.shape[0])

    def take(self, rows: Any) -> tuple[Any, ...]:
        """Return the batch of the rows as Keras's steps take it."""
        return tuple(tf.gather(part, rows) for part in self.parts)

    def cut(self, start: Any, end: Any) -> tuple[Any, ...]:
        """Return the batch of the rows from `start` up to `end`, or to the last row."""
        return tuple(part[start:end] for part in self.parts)


def load_tensors(inputs: Array, targets: Array, class_weight: Mapping[int, float] | None = None) -> Tensors:
    """Return the arrays on the device, fractions in Keras's float type, as `fit` casts them.

    Args:
        inputs: (n, *shape).
        targets: (n, *target_shape).
        class_weight: weight of each class id; 1 for one that is missing.
    """
    weights = None if class_weight is None else _sample_weights(targets, class_weight)
    return Tensors(
        load_tensor(inputs), load_tensor(targets), None if weights is None else tf.constant(weights)
    )


def load_tensor(array: Array) -> Any:
    """Return one array (n, ...) on the device, as `load_tensors` does."""
    if array.dtype.kind == "f":
        return tf.constant(array.astype(keras.config.floatx(), copy=False))
    return tf.convert_to_tensor(feed(array))


def _sample_weights(targets: Array, class_weight: Mapping[int, float]) -> Array:
    """Return one weight per row by its class, as `fit` derives them from one-hot rows, a column or ids."""
    wide = targets.ndim > 1 and targets.shape[-1] != 1
    classes = targets.argmax(axis=-1) if wide else targets.reshape(len(targets), -1)[:, 0]
    weights = [class_weight.get(int(label), 1.0) for label in np.round(classes).reshape(-1)]
    return np.asarray(weights, dtype=keras.config.floatx())
