"""Every layer's rule by name, and the one way to ask: `analyse_layer`."""

from __future__ import annotations

from dataclasses import replace

from kerasrun.analysis.layer import (
    activation,
    audio,
    augmentation,
    cell,
    convolution,
    dense,
    depthwise,
    einsum,
    embedding,
    image,
    normalization,
    pooling,
    preprocessing,
    recurrent,
    recurrent_convolution,
    regularization,
    reshaping,
    resizing,
    text,
    transposed,
    wrapper,
)
from kerasrun.analysis.layer.dtype import check_input_dtype, compute_dtype, output_dtype
from kerasrun.analysis.layer.function import check_activations
from kerasrun.analysis.layer.rule import Call, LayerRule, Outcome, Shape
from kerasrun.spec.object import ObjectSpec

RULES: dict[str, LayerRule] = {
    **activation.RULES,
    **audio.RULES,
    **augmentation.RULES,
    **cell.RULES,
    **convolution.RULES,
    **dense.RULES,
    **depthwise.RULES,
    **einsum.RULES,
    **embedding.RULES,
    **image.RULES,
    **normalization.RULES,
    **pooling.RULES,
    **preprocessing.RULES,
    **recurrent.RULES,
    **recurrent_convolution.RULES,
    **regularization.RULES,
    **reshaping.RULES,
    **resizing.RULES,
    **text.RULES,
    **transposed.RULES,
    **wrapper.RULES,
}


_HOLDERS = frozenset(
    {"Bidirectional", "RNN", "SpectralNormalization", "StackedRNNCells", "TimeDistributed"}
    | set(recurrent_convolution.RULES)
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
    outcome = RULES[name](call)
    check_input_dtype(call)
    return _frozen(replace(outcome, dtype=output_dtype(call, outcome)), call)


def _cast(dtype: str, compute: str) -> str:
    """Return the dtype after Keras's automatic cast, which is from one float to another."""
    return compute if "float" in dtype and "float" in compute else dtype


def _frozen(outcome: Outcome, call: Call) -> Outcome:
    """Return the weights as `trainable: false` leaves them; Keras does not pass it on to a layer inside."""
    if call.arguments.get("trainable", True) or call.name in _HOLDERS:
        return outcome
    return replace(outcome, weights=tuple(replace(weight, trainable=False) for weight in outcome.weights))
