"""Shapes of recurrent layers."""

from __future__ import annotations

from functools import partial

from kerasrun.analysis.shape import Arguments, Shape, ShapeRule, require_rank


def _recurrent(name: str, arguments: Arguments, shape: Shape) -> Shape:
    hint = None
    if len(shape) == 1:
        hint = f"give it sequences: `- Reshape: [{shape[0] or 'steps'}, 1]` makes {shape[0] or 'the'} steps of one feature"
    elif len(shape) == 3:
        hint = "add `- TimeDistributed: {layer: Flatten}` before it, which flattens each step"
    require_rank(name, shape, 2, "steps, features", hint)
    units = arguments["units"]
    return (shape[0], units) if arguments["return_sequences"] else (units,)


RULES: dict[str, ShapeRule] = {name: partial(_recurrent, name) for name in ("LSTM", "GRU", "SimpleRNN")}
