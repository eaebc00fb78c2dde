"""The one way to ask what a layer makes of its input: `analyse_layer`."""

from __future__ import annotations

from kerasrun.analysis.layer.dtype import check_input_dtype, compute_dtype, output_dtype
from kerasrun.analysis.layer.family import FAMILIES, layer_rule
from kerasrun.analysis.layer.function import check_activations
from kerasrun.analysis.layer.rule import Call, Outcome, Shape
from kerasrun.spec.object import ObjectSpec

_HOLDERS = frozenset(
    {"Bidirectional", "RNN", "SpectralNormalization", "StackedRNNCells", "TimeDistributed"}
    | set(FAMILIES["recurrent_convolution"])
)
"""Layers whose weights belong to a layer or a cell inside them."""


def analyse_layer(
    layer: ObjectSpec,
    shape: Shape,
    dtype: str = "float32",
    *,
    batch_size: int | None = None,
    policy: str = "float32",
) -> Outcome:
    """Return what `layer` makes of one example.

    Args:
        layer: a layer of the catalogue, or a recurrent cell.
        shape: the input's shape without the batch axis; None for an axis that differs from batch to batch.
        dtype: the input's dtype.
        batch_size: the model's fixed batch size, which stateful layers need.
        policy: the dtype policy of layers that name none: `float32`, `mixed_float16`.

    Raises:
        ShapeError: the layer cannot take this input.
    """
    arguments = layer.filled_arguments()
    name, compute = layer.keras_name, compute_dtype(arguments, policy)

    def inner(nested: ObjectSpec, nested_shape: Shape, nested_dtype: str) -> Outcome:
        return analyse_layer(nested, nested_shape, nested_dtype, batch_size=batch_size, policy=policy)

    call = Call(name, arguments, shape, _cast(dtype, compute), compute, batch_size, inner)
    check_activations(call)
    outcome = layer_rule(name)(call)
    check_input_dtype(call)
    return _frozen(outcome._replace(dtype=output_dtype(call, outcome)), call)


def _cast(dtype: str, compute: str) -> str:
    """Return the dtype after Keras's automatic cast, which is from one float to another."""
    return compute if "float" in dtype and "float" in compute else dtype


def _frozen(outcome: Outcome, call: Call) -> Outcome:
    """Return the weights as `trainable: false` leaves them; Keras does not pass it on to a layer inside."""
    if call.arguments.get("trainable", True) or call.name in _HOLDERS:
        return outcome
    return outcome._replace(weights=tuple(weight._replace(trainable=False) for weight in outcome.weights))
