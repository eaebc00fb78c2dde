"""Depthwise and separable convolutions: kernels that see one channel each, and the mixing of channels."""

from __future__ import annotations

from functools import partial

from kerasrun.analysis.layer.function import then
from kerasrun.analysis.layer.grid import Grid, slide, split
from kerasrun.analysis.layer.rule import Call, LayerRule, Outcome, Weight
from kerasrun.analysis.layer.shape import by, count, parameters, per_axis, product, require_size, times


def _places(rank: int, call: Call) -> tuple[Grid, int, tuple[int | None, ...]]:
    """Return the input grid, its channels and the places of the window."""
    arguments = call.arguments
    grid = split(call, rank)
    channels = require_size(grid.channels, "channels", call.input)
    kernel = per_axis(arguments["kernel_size"], rank)
    strides, dilation = per_axis(arguments["strides"], rank), per_axis(arguments["dilation_rate"], rank)
    extent = [(size - 1) * rate + 1 for size, rate in zip(kernel, dilation, strict=True)]
    places = slide(grid.sizes, extent, strides, arguments["padding"])
    return grid, channels, places


def _depthwise(rank: int, call: Call) -> Outcome:
    grid, channels, places = _places(rank, call)
    multiplier = int(call.arguments["depth_multiplier"])
    window = per_axis(call.arguments["kernel_size"], rank)
    after = channels * multiplier
    kernel = Weight("kernel", (*window, channels, multiplier))
    bias = (Weight("bias", (after,)),) if call.arguments["use_bias"] else ()
    inner = "*".join(map(str, window))
    sentence = (
        f"Slides {count(multiplier, 'kernel')} of {by(window)} over each of {count(channels, 'channel')} "
        f"by itself: "
        f"{after:,} x {f'({inner} + 1)' if bias else inner} = {parameters((kernel, *bias))}.{then(call)}"
    )
    flops = times(2 * kernel.size, product(places))
    return Outcome(grid.shape(places, after), (kernel, *bias), flops, sentence=sentence)


def _separable(rank: int, call: Call) -> Outcome:
    grid, channels, places = _places(rank, call)
    multiplier, filters = int(call.arguments["depth_multiplier"]), int(call.arguments["filters"])
    window = per_axis(call.arguments["kernel_size"], rank)
    between = channels * multiplier
    depthwise = Weight("depthwise_kernel", (*window, channels, multiplier))
    pointwise = Weight("pointwise_kernel", (*[1] * rank, between, filters))
    bias = (Weight("bias", (filters,)),) if call.arguments["use_bias"] else ()
    weights = (depthwise, pointwise, *bias)
    inner = f"({between:,} + 1)" if bias else f"{between:,}"
    sentence = (
        f"Slides {count(multiplier, 'kernel')} of {by(window)} over each of {count(channels, 'channel')} "
        f"by itself, "
        f"then mixes the {between:,} results into {filters:,}: "
        f"{between:,} x {'*'.join(map(str, window))} + {filters:,} x {inner} = "
        f"{parameters(weights)}.{then(call)}"
    )
    flops = times(2 * (depthwise.size + pointwise.size), product(places))
    return Outcome(grid.shape(places, filters), weights, flops, sentence=sentence)


RULES: dict[str, LayerRule] = {
    **{f"DepthwiseConv{rank}D": partial(_depthwise, rank) for rank in (1, 2)},
    **{f"SeparableConv{rank}D": partial(_separable, rank) for rank in (1, 2)},
}
