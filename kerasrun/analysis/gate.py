"""The formulas of a recurrent layer with the shapes of this one: its gates, what they make of its state.

In: a step of the walk. Out: one working per formula, none for other layers. `summary.py` asks. The formulas
are those of Keras's LSTMCell, GRUCell and SimpleRNNCell; `x` is the input of a step, `h` and `c` come from
the step before, and each gate has a W, a U and a b of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from kerasrun.analysis.layer.function import function_name
from kerasrun.analysis.step import Step
from kerasrun.analysis.working import Working
from kerasrun.spec.object import ObjectSpec


def work_out_gates(step: Step) -> tuple[Working, ...]:
    """Return the formulas of an LSTM, a GRU or a SimpleRNN, for Bidirectional those of one direction."""
    layer = step.placed.layer
    if layer.keras_name == "Bidirectional":
        layer = layer.arguments["layer"]
    features = step.input_shape[-1] if step.input_shape else None
    if layer.keras_name not in ("LSTM", "GRU", "SimpleRNN") or features is None:
        return ()
    return tuple(_formulas(layer, features))


def _formulas(layer: ObjectSpec, features: int) -> Iterator[Working]:
    arguments = layer.filled_arguments()
    units, activation = int(arguments["units"]), function_name(arguments["activation"])
    gate = function_name(arguments.get("recurrent_activation"))
    bias = " + b" if arguments["use_bias"] else ""
    # With `reset_after` the state has a bias of its own.
    own = " + d" if bias and arguments.get("reset_after") else ""
    state = f"(batch, {units})"
    if layer.keras_name == "LSTM":
        yield Working("gates i, f, o", f"{gate}(x W + h U{bias})")
        yield Working("candidate g", f"{activation}(x W + h U{bias})")
        yield Working(f"memory c {state}", "f * c + i * g")
        yield Working(f"state h {state}", f"o * {activation}(c)")
    elif layer.keras_name == "GRU":
        after = f"r * (h U{own})" if arguments["reset_after"] else "(r * h) U"
        yield Working("gates z, r", f"{gate}(x W + h U{bias}{own})")
        yield Working("candidate g", f"{activation}(x W{bias} + {after})")
        yield Working(f"state h {state}", "z * h + (1 - z) * g")
    else:
        yield Working(f"state h {state}", f"{activation}(x W + h U{bias})")
    biases = [f"{name} {units}" for name, used in (("b", bias), ("d", own)) if used]
    kernels = [f"x {features}", f"h {units}", f"W {features}x{units}", f"U {units}x{units}"]
    yield Working("shapes", ", ".join([*kernels, *biases]))
