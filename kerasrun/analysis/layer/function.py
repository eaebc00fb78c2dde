"""Activation functions as arguments of layers: their name, and the words for them."""

from __future__ import annotations

from typing import Any

from kerasrun.analysis.layer.rule import Call, ShapeError
from kerasrun.analysis.layer.shape import format_batch


def function_name(value: Any) -> str:
    """Return `relu` for the activation as a spec or a default gives it; `linear` for none."""
    if value is None:
        return "linear"
    return value if isinstance(value, str) else str(value.name)


def then(call: Call) -> str:
    """Return ` Then relu.` for a layer with an activation, or nothing."""
    name = function_name(call.arguments.get("activation"))
    return "" if name == "linear" else f" Then {name}."


def check_activations(call: Call) -> None:
    """Check that no activation changes the shape behind Keras's back.

    Raises:
        ShapeError: `glu` halves the last axis, but Keras builds the next layer for the whole.
    """
    for argument in ("activation", "recurrent_activation"):
        if function_name(call.arguments.get(argument)) == "glu":
            message = (
                f"expected an activation that keeps the shape, received glu in {argument}: "
                f"it halves the last axis of {format_batch(call.input)}, "
                "and Keras builds what follows for the whole"
            )
            raise ShapeError(message, "use `silu`, or another activation that keeps the shape")
