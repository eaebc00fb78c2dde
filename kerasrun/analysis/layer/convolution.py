"""Convolutions: the same small kernels at every place of a sequence, an image or a volume."""

from __future__ import annotations

from functools import partial

from kerasrun.analysis.layer.function import then
from kerasrun.analysis.layer.grid import slide, split, spread
from kerasrun.analysis.layer.lora import with_lora
from kerasrun.analysis.layer.rule import Call, LayerRule, Outcome, ShapeError, Weight
from kerasrun.analysis.layer.shape import by, count, parameters, per_axis, product, require_size, times


def _convolution(rank: int, call: Call) -> Outcome:
    arguments = call.arguments
    grid = split(call, rank)
    extent = spread(call, rank)
    channels = require_size(grid.channels, "channels", call.input)
    filters, groups = int(arguments["filters"]), int(arguments["groups"])
    if channels % groups or filters % groups:
        message = (
            f"expected input channels and filters that are multiples of groups: {groups}, "
            f"received {channels} and {filters}"
        )
        raise ShapeError(message, "change `groups` or `filters`")
    places = slide(grid.sizes, extent, per_axis(arguments["strides"], rank), arguments["padding"])
    window = per_axis(arguments["kernel_size"], rank)
    kernel = Weight("kernel", (*window, channels // groups, filters))
    bias = (Weight("bias", (filters,)),) if arguments["use_bias"] else ()
    inner = "*".join(map(str, (*window, channels // groups)))
    seen = f", each over {channels // groups} of the {channels} channels" if groups > 1 else ""
    sentence = (
        f"Slides {count(filters, 'kernel')} of {by(window)}{_gaps(call, rank, extent)} "
        f"over {by((*grid.sizes, channels))}{seen}: "
        f"{filters:,} x {f'({inner} + 1)' if bias else inner} = {parameters((kernel, *bias))}.{then(call)}"
    )
    flops = times(2 * kernel.size, product(places))
    return Outcome(grid.shape(places, filters), with_lora(call, kernel, bias), flops, sentence=sentence)


def _gaps(call: Call, rank: int, extent: list[int]) -> str:
    spread_out = max(per_axis(call.arguments["dilation_rate"], rank)) > 1
    return f" spread over {by(extent)}" if spread_out else ""


RULES: dict[str, LayerRule] = {f"Conv{rank}D": partial(_convolution, rank) for rank in (1, 2, 3)}
