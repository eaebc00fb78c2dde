"""The `model` section to a built keras.Sequential."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras

from kerasrun.builder.adapt import adapt_layer, needs_adapt
from kerasrun.builder.object import build_object
from kerasrun.errors import BuildError
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
    examples: Any = None,
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

    Raises:
        BuildError: Keras refuses a layer; says which and where it stands.
    """
    start = keras.Input(shape=tuple(input_shape), batch_size=batch_size, dtype=dtype)
    built: list[Any] = [start]
    for placed in layers:
        layer = _build_layer(placed, document)
        if examples is not None and needs_adapt(layer):
            try:
                adapt_layer(layer, built[1:], examples)
            except Exception as error:
                raise _refused(placed, document, error) from error
        built.append(layer)
    try:
        return keras.Sequential(built, name=_safe(name))
    except Exception as error:
        raise _find_refused(start, built[1:], layers, document, error) from error


def _build_layer(placed: PlacedLayer, document: Document) -> Any:
    try:
        return build_object(placed.layer, {"name": placed.name} if placed.name else None)
    except Exception as error:
        raise _refused(placed, document, error) from error


def _find_refused(
    start: Any, built: Sequence[Any], layers: Sequence[PlacedLayer], document: Document, error: Exception
) -> BuildError:
    """Replay the stack one layer at a time: Keras names no position when it refuses a whole stack."""
    model = keras.Sequential([start])
    for layer, placed in zip(built, layers, strict=True):
        try:
            model.add(layer)
        except Exception as refused:
            return _refused(placed, document, refused)
    return BuildError(f"Keras refuses the stack: {_plain(error)}")


def _refused(placed: PlacedLayer, document: Document, error: Exception) -> BuildError:
    mark = document.key_mark(("model", *placed.path, placed.layer.name))
    return BuildError(f"Keras refuses this {placed.layer.name}: {_plain(error)}", mark=mark)


def _plain(error: Exception) -> str:
    """Return the first paragraph of Keras's message without terminal colours."""
    text = str(error).replace("\x1b[1m", "").replace("\x1b[0m", "").strip()
    return " ".join(text.split("\n\n")[0].split()) or type(error).__name__


def _safe(name: str) -> str:
    """Return the name as TensorFlow takes it in a scope: the first character is a letter or digit."""
    return name if name[0].isalnum() else f"model{name}"
