"""Transposed convolutions: each value of the input paints a kernel into a larger output."""

from __future__ import annotations

from functools import partial

from kerasrun.analysis.layer.function import then
from kerasrun.analysis.layer.grid import split, spread
from kerasrun.analysis.layer.rule import Call, LayerRule, Outcome, ShapeError, Weight
from kerasrun.analysis.layer.shape import by, count, parameters, per_axis, product, require_size, times


def _size(size: int | None, extent: int, stride: int, extra: int | None, padding: str) -> int | None:
    """Return the output size along one axis, by Keras's `compute_conv_transpose_output_shape`."""
    if size is None:
        return None
    if padding == "valid":
        return (size - 1) * stride + extent + (max(stride - extent, 0) if extra is None else extra)
    return size * stride if extra is None else (size - 1) * stride + extent % 2 + extra


def _transposed(rank: int, call: Call) -> Outcome:
    arguments = call.arguments
    grid = split(call, rank)
    extent, strides = spread(call, rank), per_axis(arguments["strides"], rank)
    channels, filters = require_size(grid.channels, "channels", call.input), int(arguments["filters"])
    extra = _extra(call, rank, extent, strides)
    after = tuple(
        _size(*axis, arguments["padding"]) for axis in zip(grid.sizes, extent, strides, extra, strict=True)
    )
    if any(size is not None and size < 1 for size in after):
        message = f"expected an output of at least one place on each axis, received {by(after)}"
        raise ShapeError(message, "use a larger `output_padding`, or leave it out")
    window = per_axis(arguments["kernel_size"], rank)
    kernel = Weight("kernel", (*window, filters, channels))
    bias = (Weight("bias", (filters,)),) if arguments["use_bias"] else ()
    inner = "*".join(map(str, (*window, channels)))
    sentence = (
        f"Paints {count(filters, 'kernel')} of {by(window)} for each of {by(grid.sizes)} places "
        f"into {by(after)}: {filters:,} x {f'({inner} + 1)' if bias else inner} = "
        f"{parameters((kernel, *bias))}.{then(call)}"
    )
    flops = times(2 * kernel.size, product(grid.sizes))
    return Outcome(grid.shape(after, filters), (kernel, *bias), flops, sentence=sentence)


def _extra(call: Call, rank: int, extent: list[int], strides: list[int]) -> list[int] | list[None]:
    value = call.arguments["output_padding"]
    if value is None:
        return [None] * rank
    extra = per_axis(value, rank)
    even = call.arguments["padding"] == "same" and any(
        more == 0 and reach % 2 == 0 for more, reach in zip(extra, extent, strict=True)
    )
    if even:
        message = (
            f"expected an `output_padding` of at least 1 for a kernel of {by(extent)}, received {by(extra)}"
        )
        raise ShapeError(message, "use a kernel of odd size, `padding: valid`, or leave `output_padding` out")
    if any(more >= stride for more, stride in zip(extra, strides, strict=True)):
        message = f"expected an `output_padding` smaller than the strides {by(strides)}, received {by(extra)}"
        raise ShapeError(message, "lower it, or leave it out")
    return extra


RULES: dict[str, LayerRule] = {f"Conv{rank}DTranspose": partial(_transposed, rank) for rank in (1, 2, 3)}
