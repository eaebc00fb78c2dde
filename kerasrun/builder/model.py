"""The `model` section to a built keras.Sequential."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras

from kerasrun.builder.adapt import adapt_layer, needs_adapt, wraps_unadapted
from kerasrun.builder.object import build_object
from kerasrun.builder.refusal import plain_message, refusal
from kerasrun.builder.saving import require_saveable
from kerasrun.data.examples import Array
from kerasrun.errors import BuildError, KerasrunError
from kerasrun.source.document import Document
from kerasrun.spec.model import PlacedLayer


def build_model(
    layers: Sequence[PlacedLayer],
    *,
    name: str,
    input_shape: Sequence[int],
    dtype: str = "float32",
    batch_size: int | None = None,
    document: Document,
    examples: Array | None = None,
    learned: Sequence[Any] = (),
) -> keras.Sequential:
    """Return the stack as a built, uncompiled keras.Sequential.

    Args:
        layers: the layers in order.
        name: the model's name.
        input_shape: shape of one example, without the batch axis.
        dtype: dtype of the input.
        batch_size: fixed batch size, for stateful layers.
        document: tells the line of a layer that Keras refuses.
        examples: inputs (n, *input_shape) of the training split, which layers with `adapt` learn from.
        learned: the layers of a saved model of the same stack; those with `adapt` are taken from it
            instead of learning anew.

    Raises:
        BuildError: Keras refuses a layer; says which and where it stands.
        OutOfMemory: the weights do not fit.
    """
    start = keras.Input(shape=tuple(input_shape), batch_size=batch_size, dtype=dtype)
    built: list[Any] = []
    for index, placed in enumerate(layers):
        layer = _build_layer(placed, document)
        if needs_adapt(layer):
            if learned:
                layer = learned[index]
            elif examples is not None:
                _adapt(layer, built, examples, placed, document)
        built.append(layer)
    try:
        return keras.Sequential([start, *built], name=_safe(name))
    except Exception as error:
        raise _find_refused(start, built, layers, document, error) from error


def _build_layer(placed: PlacedLayer, document: Document) -> Any:
    try:
        layer = build_object(placed.layer, {"name": placed.name} if placed.name else None)
    except Exception as error:
        raise _refused(placed, document, error) from error
    if wraps_unadapted(layer):
        raise BuildError(
            f"{placed.layer.name} holds a layer that learns from data, which only a layer of the stack can",
            "put the layer into the stack, or give it what it would learn, such as mean and variance",
            document.key_mark(("model", *placed.path, placed.layer.name)),
        )
    require_saveable(layer, placed.layer.name, ("model", *placed.path), document)
    return layer


def _adapt(
    layer: Any, before: Sequence[Any], examples: Array, placed: PlacedLayer, document: Document
) -> None:
    try:
        adapt_layer(layer, before, examples)
    except Exception as error:
        raise _refused(placed, document, error) from error


def _find_refused(
    start: Any, built: Sequence[Any], layers: Sequence[PlacedLayer], document: Document, error: Exception
) -> KerasrunError:
    """Replay the stack one layer at a time: Keras names no position when it refuses a whole stack."""
    model = keras.Sequential([start])
    for layer, placed in zip(built, layers, strict=True):
        try:
            model.add(layer)
        except Exception as refused:
            return _refused(placed, document, refused)
    mark = document.key_mark(("model",))
    return BuildError(f"model: Keras refuses the stack: {plain_message(error)}", mark=mark)


def _refused(placed: PlacedLayer, document: Document, error: Exception) -> KerasrunError:
    return refusal(error, placed.layer.name, ("model", *placed.path), document)


def _safe(name: str) -> str:
    """Return the name as TensorFlow takes it in a scope: the first character is a letter or digit."""
    return name if name[0].isalnum() else f"model{name}"
