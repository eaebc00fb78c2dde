"""ConvLSTM: an LSTM whose state is a grid and whose gates are convolutions."""

from __future__ import annotations

from functools import partial

from kerasrun.analysis.layer.cell import KEPT
from kerasrun.analysis.layer.grid import slide, split, spread
from kerasrun.analysis.layer.recurrent import check_state, gives
from kerasrun.analysis.layer.rule import Call, LayerRule, Outcome, RankError, ShapeError, Weight
from kerasrun.analysis.layer.shape import by, count, format_batch, parameters, per_axis, product, require_size

_GATES = 4


def _convolution_lstm(rank: int, call: Call) -> Outcome:
    arguments = call.arguments
    if len(call.input) != rank + 2:
        message = f"expected {rank + 3}-D input (batch, steps, {_axes(call, rank)}), received "
        hint = "give the data a step axis: a film is (frames, height, width, channels)"
        raise RankError(message + format_batch(call.input), hint, rank + 2)
    steps = call.input[0]
    check_state(call, steps)
    grid = split(call._replace(input=call.input[1:]), rank)
    if None in grid.sizes:
        message = f"expected a fixed size for each frame, received {format_batch(call.input)}"
        raise ShapeError(message, "fix the sizes in the layers before")
    channels, filters = require_size(grid.channels, "channels", call.input), int(arguments["filters"])
    places = slide(grid.sizes, spread(call, rank), per_axis(arguments["strides"], rank), arguments["padding"])
    window = per_axis(arguments["kernel_size"], rank)
    kernel = Weight("kernel", (*window, channels, _GATES * filters))
    recurrent = Weight("recurrent_kernel", (*window, filters, _GATES * filters))
    bias = (Weight("bias", (_GATES * filters,)),) if arguments["use_bias"] else ()
    weights = (kernel, recurrent, *bias)
    inner = f"{'*'.join(map(str, window))}*({channels:,} + {filters:,})" + (" + 1" if bias else "")
    frames = "a sequence of frames" if steps is None else count(steps, "frame")
    frame = grid.shape(places, filters)
    sentence = (
        f"Reads {frames} of {by((*grid.sizes, channels))}. "
        f"A state and a memory of {by((*places, filters))} each behind four gates that are convolutions: "
        f"{_GATES} x {filters:,} x ({inner}) = "
        f"{parameters(weights)}.{gives(call)}"
    )
    at = product(places)
    flops = None if at is None or steps is None else 2 * (kernel.size + recurrent.size) * at * steps
    shape = (steps, *frame) if arguments["return_sequences"] else frame
    kept = None if at is None or steps is None else KEPT["LSTMCell"] * filters * at * steps
    return Outcome(shape, weights, flops, sentence=sentence, kept=kept)


def _axes(call: Call, rank: int) -> str:
    places = {1: "width", 2: "height, width", 3: "depth, height, width"}[rank]
    first = call.arguments.get("data_format") == "channels_first"
    return f"channels, {places}" if first else f"{places}, channels"


RULES: dict[str, LayerRule] = {f"ConvLSTM{rank}D": partial(_convolution_lstm, rank) for rank in (1, 2, 3)}
