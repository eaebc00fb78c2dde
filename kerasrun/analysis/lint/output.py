"""The end of a stack: the last layer with weights, its width, and the activation its numbers go through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kerasrun.analysis.step import Step
from kerasrun.spec.object import ObjectSpec

ACTIVATION_LAYERS = frozenset({"Activation", "ELU", "LeakyReLU", "PReLU", "ReLU", "Softmax"})

_ALONE = {"ELU": "elu", "LeakyReLU": "leaky_relu", "PReLU": "prelu", "ReLU": "relu", "Softmax": "softmax"}


class Output(NamedTuple):
    """What a stack ends with."""

    layer: Step
    """The last layer that has weights."""
    activation: str
    """Keras's name of the last activation that the numbers go through: `linear` where there is none."""
    place: Step
    """The layer that this activation stands in: `layer` itself, or one after it."""
    width: int | None
    """Size of the last axis of what the stack gives."""


def activation_of(layer: ObjectSpec) -> str:
    """Return Keras's name of a layer's activation, `linear` for a layer without one.

    A wrapper such as TimeDistributed has that of the layer inside it.
    """
    if layer.keras_name in _ALONE:
        return "leaky_relu" if layer.arguments.get("negative_slope") else _ALONE[layer.keras_name]
    arguments = layer.filled_arguments()
    inner = arguments.get("layer") or arguments.get("cell")
    if isinstance(inner, ObjectSpec):
        return activation_of(inner)
    activation = arguments.get("activation")
    return activation.name if isinstance(activation, ObjectSpec) else str(activation or "linear")


def find_output(steps: Sequence[Step]) -> Output | None:
    """Return what the stack ends with; None for a stack in which no layer has weights."""
    last = next((i for i in reversed(range(len(steps))) if _has_weights(steps[i])), None)
    if last is None:
        return None
    shape = steps[-1].output_shape
    width = shape[-1] if shape else None
    for step in reversed(steps[last:]):
        activation = activation_of(step.placed.layer)
        if activation != "linear":
            return Output(steps[last], activation, step, width)
    return Output(steps[last], "linear", steps[last], width)


def _has_weights(step: Step) -> bool:
    # An activation with weights of its own (PReLU) is still an activation.
    named = step.placed.layer.keras_name
    return bool(step.outcome and step.outcome.parameters) and named not in ACTIVATION_LAYERS
