"""Shapes of recurrent layers."""

from __future__ import annotations

from kerasrun.analysis.shape import Arguments, Shape, ShapeRule, require_rank


def _recurrent(arguments: Arguments, shape: Shape) -> Shape:
    hint = None
    if len(shape) == 1:
        steps = shape[0] or -1
        hint = f"add `- Reshape: [{steps}, 1]` before it, which makes a sequence with one feature a step"
    elif len(shape) == 3:
        hint = "add `- TimeDistributed: {layer: Flatten}` before it, which flattens each step"
    require_rank(shape, 2, "steps, features", hint)
    units = arguments["units"]
    return (shape[0], units) if arguments["return_sequences"] else (units,)


RULES: dict[str, ShapeRule] = dict.fromkeys(("LSTM", "GRU", "SimpleRNN"), _recurrent)
