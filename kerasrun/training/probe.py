"""A model looked at on a few rows, between two epochs: its loss, its dead units, the size of its gradients.

In: a compiled model and a batch. Out: plain numbers, by layer. Everything that the look changes is put back,
so that no number of the training depends on it. Called by `health.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from kerasrun.training.snapshot import Snapshot


@dataclass(frozen=True)
class Look:
    """What the rows showed."""

    loss: float
    """The data's part of the loss, without penalties."""
    dead: dict[int, float]
    """Share of units, by the index of a ReLU layer, that are 0 for every row."""
    gradients: dict[int, float]
    """Norm of the gradient of each layer that learns, by its index; empty where it was not asked for."""


class Probe:
    """Looks at one model, on the same rows each time."""

    def __init__(self, model: keras.Sequential, batch: Sequence[Any]) -> None:
        """Take the model, and inputs and targets as `Tensors.cut` returns them."""
        self._model = model
        self._batch = batch
        self._parts = keras.Model(model.inputs[0], [layer.output for layer in model.layers])
        self._snapshot = Snapshot(model)

    def look(self, *, gradients: bool = True) -> Look:
        """Return what the rows show of the model as it is; without `gradients` in half the time."""
        model = self._model
        inputs, targets, *_ = self._batch
        self._snapshot.take()
        try:
            with tf.GradientTape() if gradients else nullcontext() as tape:
                outputs = keras.tree.flatten(self._parts(inputs, training=False))
                loss = model.compute_loss(inputs, targets, outputs[-1], training=False)
                penalties = sum(float(penalty) for penalty in model.losses)
            found = tape.gradient(loss, model.trainable_weights) if tape else []
        finally:
            self._snapshot.restore()
        norms = self._norms(found) if tape else {}
        return Look(float(loss) - penalties, self._dead(outputs), norms)

    def _dead(self, outputs: Sequence[Any]) -> dict[int, float]:
        return {
            index: float(np.mean(np.all(_rows_of_units(output) <= 0, axis=0)))
            for index, (layer, output) in enumerate(zip(self._model.layers, outputs, strict=True))
            if is_relu(layer)
        }

    def _norms(self, gradients: Sequence[Any]) -> dict[int, float]:
        norms = {}
        pairs = list(zip(self._model.trainable_weights, gradients, strict=True))
        for index, layer in enumerate(self._model.layers):
            own = [
                np.asarray(tf.cast(tf.convert_to_tensor(gradient), tf.float64))
                for weight, gradient in pairs
                if gradient is not None and any(weight is mine for mine in layer.trainable_weights)
            ]
            if own:
                norms[index] = float(np.sqrt(sum(np.sum(np.square(values)) for values in own)))
        return norms


def is_relu(layer: Any) -> bool:
    """Tell whether the layer gives 0 for whatever is negative, and with it no gradient."""
    activation = getattr(layer, "activation", None)
    plain = isinstance(layer, keras.layers.ReLU) and not layer.negative_slope
    return plain or activation in (keras.activations.relu, keras.activations.relu6)


def _rows_of_units(output: Any) -> Any:
    """Return the output as (positions of all rows, units): a filter must be 0 everywhere to be dead."""
    array = np.asarray(tf.cast(output, tf.float32))
    return array.reshape(-1, array.shape[-1])
