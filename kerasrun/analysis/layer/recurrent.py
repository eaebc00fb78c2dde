"""Recurrent layers: a cell that walks along a sequence."""

from __future__ import annotations

from kerasrun.analysis.layer import cell
from kerasrun.analysis.layer.rule import Call, LayerRule, Outcome, Shape, ShapeError
from kerasrun.analysis.layer.shape import count, require_rank, times

NAMES = ("LSTM", "GRU", "SimpleRNN")


def _hint(shape: Shape) -> str | None:
    if len(shape) == 1:
        steps = shape[0] or -1
        return f"add `- Reshape: [{steps}, 1]` before it, which makes a sequence with one feature a step"
    if len(shape) == 3:
        return "add `- TimeDistributed: {layer: Flatten}` before it, which flattens each step"
    return None


def check_state(call: Call, steps: int | None) -> None:
    """Check what a layer needs that carries its state over or writes out its steps.

    Raises:
        ShapeError: the batch size, or the number of steps, is not fixed.
    """
    if call.arguments["stateful"] and call.batch_size is None:
        message = "expected a fixed batch size for `stateful: true`, received none"
        raise ShapeError(message, "write `batch_size: 32` under `model`, or leave `stateful` out")
    if call.arguments["unroll"] and steps is None:
        message = "expected a fixed number of steps for `unroll: true`, received none"
        raise ShapeError(message, "leave `unroll` out")


def gives(call: Call) -> str:
    """Return which steps come out, in words."""
    way = ", from the last step to the first" if call.arguments["go_backwards"] else ""
    which = "Gives every step" if call.arguments["return_sequences"] else "Gives the last step only"
    return f" {which}{way}."


def _sequence(call: Call, step: Outcome) -> Outcome:
    steps, features = call.input
    shape: Shape = (steps, *step.shape) if call.arguments["return_sequences"] else step.shape
    flops = None if step.flops is None else times(step.flops, steps)
    kept = None if step.kept is None else times(step.kept, steps)
    length = "a sequence" if steps is None else count(steps, "step")
    sentence = f"Reads {length} of {count(features or 0, 'feature')}. {step.sentence}{gives(call)}"
    return step._replace(shape=shape, flops=flops, sentence=sentence, kept=kept)


def _recurrent(call: Call) -> Outcome:
    require_rank(call.input, 2, "steps, features", _hint(call.input))
    check_state(call, call.input[0])
    step = call._replace(input=call.input[1:])
    return _sequence(call, cell.RULES[f"{call.name}Cell"](step))


def _rnn(call: Call) -> Outcome:
    require_rank(call.input, 2, "steps, features", _hint(call.input))
    check_state(call, call.input[0])
    given = call.arguments["cell"]
    cells = given if isinstance(given, list | tuple) else [given]
    return _sequence(call, cell.run_cells(call._replace(input=call.input[1:]), cells))


RULES: dict[str, LayerRule] = {**dict.fromkeys(NAMES, _recurrent), "RNN": _rnn}
