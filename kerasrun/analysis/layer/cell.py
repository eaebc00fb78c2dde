"""Recurrent cells: what happens at one step. `recurrent.py` runs them over a sequence."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from kerasrun.analysis.layer.rule import Call, LayerRule, Outcome, ShapeError, Weight
from kerasrun.analysis.layer.shape import count, parameters, require_size
from kerasrun.spec.object import ObjectSpec

_GATES = {"LSTMCell": 4, "GRUCell": 3, "SimpleRNNCell": 1}
_MEMORY = {
    "LSTMCell": "A state and a memory of {units} each behind four gates",
    "GRUCell": "A state of {units} behind three gates",
    "SimpleRNNCell": "A state of {units}",
}

KEPT = {"LSTMCell": 11, "GRUCell": 10, "SimpleRNNCell": 3}
"""Scalars per unit and step that TensorFlow keeps for the backward pass: what the gates get and give, the
memory, the state. Measured as the growth of resident memory with the batch size, in steps of 64 x 128."""


def _cell(name: str, call: Call) -> Outcome:
    """One step: gates x units x (features + units + 1) weights; a GRU with `reset_after` has two biases."""
    features = require_size(call.input[-1] if call.input else None, "features", call.input)
    units, gates = int(call.arguments["units"]), _GATES[name]
    wide = gates * units
    weights = [Weight("kernel", (features, wide)), Weight("recurrent_kernel", (units, wide))]
    biases = 0
    if call.arguments["use_bias"]:
        biases = 2 if call.arguments.get("reset_after") else 1
        weights.append(Weight("bias", (2, wide) if biases == 2 else (wide,)))
    terms = f"{features:,} + {units:,}" + (f" + {biases}" if biases else "")
    factors = f"{gates} x {units:,}" if gates > 1 else f"{units:,}"
    sentence = (
        f"{_MEMORY[name].format(units=count(units, 'number'))}: "
        f"{factors} x ({terms}) = {parameters(weights)}."
    )
    flops = 2 * wide * (features + units)
    return Outcome((units,), tuple(weights), flops, sentence=sentence, kept=KEPT[name] * units)


def run_cells(call: Call, cells: Sequence[ObjectSpec]) -> Outcome:
    """Return what cells on top of one another make of one step.

    Raises:
        ShapeError: one of the layers is no cell, or cannot take what the cell below gives.
    """
    shape, flops, kept, sentences = call.input, 0, 0, []
    weights: list[Weight] = []
    for cell in cells:
        if cell.keras_name not in RULES:
            message = f"expected a recurrent cell, received {cell.name}"
            raise ShapeError(message, "use LSTMCell, GRUCell, SimpleRNNCell or StackedRNNCells")
        step = call.inner(cell, shape)
        shape = step.shape
        weights += step.weights
        flops += step.flops or 0
        kept += step.kept or 0
        sentences.append(step.sentence)
    return Outcome(shape, tuple(weights), flops, sentence=" ".join(sentences), kept=kept)


def _stacked(call: Call) -> Outcome:
    return run_cells(call, call.arguments["cells"])


RULES: dict[str, LayerRule] = {
    **{name: partial(_cell, name) for name in _GATES},
    "StackedRNNCells": _stacked,
}
