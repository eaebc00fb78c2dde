"""One training step taken part by part, as plain Python: the first part whose result is not finite, and why.

In: a model as it was before the step, and the batch. Out: the part with its place in the spec, the rows of
the batch that it fails for, and what to do. Called by `autopsy.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import keras
import numpy as np
import tensorflow as tf

from kerasrun.data.examples import Array
from kerasrun.errors import Mark
from kerasrun.training.number import shortest
from kerasrun.training.place import Place, Places

HUGE_INPUT = 1e4
"""Above this an input counts as not scaled: layers expect numbers around 1."""

HUGE_WEIGHT = 1e3
"""Above this a weight counts as exploded: initial ones lie below 1."""

_MEND = "remove the rows, or replace the values"


@dataclass(frozen=True)
class Culprit:
    """The first part of a step whose result is not finite."""

    what: str
    """Such as `the output of model.layers[3].Dense`."""
    hint: str
    mark: Mark | None = None
    rows: tuple[int, ...] = ()
    """Indices in the batch of the examples for which it is not finite; empty where that is not known."""
    part: Literal["inputs", "targets"] = "inputs"
    """The array in which a user looks for the rows."""


def find_culprit(model: keras.Sequential, batch: Sequence[Any], places: Places) -> Culprit | None:
    """Return the part of the step on `batch` that fails first, or None where every part is finite.

    Args:
        model: compiled; its random generators go on, so that the caller restores them.
        batch: inputs, targets and perhaps weights, as `Tensors.take` returns them.
        places: where the layers and the loss stand in the spec.
    """
    inputs, targets, *weights = batch
    bad = _bad_rows(inputs)
    if bad:
        return Culprit("the inputs", _MEND, rows=bad)
    bad = _bad_rows(targets)
    if bad:
        return Culprit("the targets", _MEND, rows=bad, part="targets")
    # The outputs of all layers in one pass: dropout draws, and masks pass, as in training.
    parts = keras.Model(model.inputs[0], [layer.output for layer in model.layers])
    with tf.GradientTape() as tape:
        outputs = keras.tree.flatten(parts(inputs, training=True))
        for index, output in enumerate(outputs):
            bad = _bad_rows(output)
            if bad:
                before = outputs[index - 1] if index else inputs
                return _layer(model, index, before, output, bad, places)
        loss = model.compute_loss(inputs, targets, outputs[-1], *weights, training=True)
        scaled = model.optimizer.scale_loss(loss)
    if not np.isfinite(float(loss)):
        return _loss(model, targets, outputs[-1], places)
    # A loss scaled for float16 may overflow in its gradients: the optimizer then leaves the step out.
    if isinstance(model.optimizer, keras.optimizers.LossScaleOptimizer):
        return None
    return _gradient(model, tape.gradient(scaled, model.trainable_weights), places)


def _layer(
    model: keras.Sequential, index: int, before: Any, output: Any, bad: tuple[int, ...], places: Places
) -> Culprit:
    place, layer = _place(places, model, index), model.layers[index]
    what = f"the output of {place.path}"
    if output.dtype == tf.float16:
        hint = "float16 ends at 65504: scale the inputs, or set `runtime.precision: mixed_bfloat16`"
    elif layer.weights and _largest(layer.weights) > HUGE_WEIGHT:
        hint = _exploded(model, _largest(layer.weights))
    elif _magnitude(before) > HUGE_INPUT:
        hint = (
            f"it receives values up to {_magnitude(before):.3g}: scale the inputs, as `Rescaling` or "
            "`Normalization` as the first layer do"
        )
    else:
        hint = _slower(model)
    return Culprit(what, hint, place.mark, bad)


def _loss(model: keras.Sequential, targets: Any, predicted: Any, places: Places) -> Culprit:
    place = places.loss or Place("loss", "compile.loss")
    largest = _magnitude(predicted)
    if any(not np.isfinite(float(value)) for value in model.losses):
        penalty = "a penalty that the layers add to the loss, such as a regularizer's"
        return Culprit(penalty, _slower(model), place.mark)
    if largest > HUGE_INPUT:
        hint = f"the predictions grew to {largest:.3g}: {_slower(model)}, or scale the targets"
    elif _magnitude(targets) > HUGE_INPUT:
        hint = f"the targets reach {_magnitude(targets):.3g}: scale them"
    else:
        hint = (
            "its arguments lie outside what it is defined for, such as the log or the division of 0: keep "
            "them away from it, as `log(clip(y_pred, 1e-7, 1))` does"
        )
    return Culprit(f"the loss, {place.path}", hint, place.mark, _bad_losses(model, targets, predicted))


def _gradient(model: keras.Sequential, gradients: Sequence[Any], places: Places) -> Culprit | None:
    """Return the gradient that fails first; the backward pass begins at the last layer."""
    for weight, gradient in reversed(list(zip(model.trainable_weights, gradients, strict=True))):
        if gradient is None or np.isfinite(_array(tf.convert_to_tensor(gradient))).all():
            continue
        index = next(
            (i for i, layer in enumerate(model.layers) if any(own is weight for own in layer.weights)), 0
        )
        place = _place(places, model, index)
        largest = _largest(model.layers[index].weights)
        if largest > HUGE_WEIGHT:
            hint = _exploded(model, largest)
        else:
            hint = (
                "a formula, or an activation, has no finite slope where it stands, such as sqrt at 0: add a "
                "small number inside it; or set `clipvalue: 1.0` in the optimizer"
            )
        return Culprit(f"the gradient of {weight.path}, in {place.path}", hint, place.mark)
    return None


def _place(places: Places, model: keras.Sequential, index: int) -> Place:
    if index < len(places.layers):
        return places.layers[index]
    return Place("layer", f"the layer {model.layers[index].name}")


def _slower(model: keras.Sequential) -> str:
    smaller = float(f"{shortest(model.optimizer.learning_rate) / 10:.3g}")
    return f"take a smaller learning rate, such as {smaller}, or set `clipnorm: 1.0`"


def _exploded(model: keras.Sequential, largest: float) -> str:
    return f"its weights grew to {largest:.3g}: {_slower(model)} in the optimizer"


def _bad_losses(model: keras.Sequential, targets: Any, predicted: Any) -> tuple[int, ...]:
    """Return the rows whose loss alone is not finite; none where the loss wants the whole batch."""
    rows = range(int(predicted.shape[0]))
    try:
        values = [
            float(model.compute_loss(None, targets[row : row + 1], predicted[row : row + 1])) for row in rows
        ]
    except (ValueError, TypeError, tf.errors.OpError):
        return ()
    return tuple(int(row) for row in np.flatnonzero(~np.isfinite(values)))


def _bad_rows(values: Any) -> tuple[int, ...]:
    array = _array(values)
    if array.dtype.kind != "f":
        return ()
    good = np.isfinite(array).reshape(len(array), -1).all(axis=1)
    return tuple(int(row) for row in np.flatnonzero(~good))


def _array(values: Any) -> Array:
    """Return the values with bfloat16, which NumPy does not know as a float, as float32."""
    return np.asarray(tf.cast(values, tf.float32) if values.dtype == tf.bfloat16 else values)


def _largest(variables: Sequence[Any]) -> float:
    return max((_magnitude(variable.value) for variable in variables), default=0.0)


def _magnitude(values: Any) -> float:
    array = _array(tf.convert_to_tensor(values))
    return float(np.abs(array).max()) if array.size and array.dtype.kind in "fiu" else 0.0
