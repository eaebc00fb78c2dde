"""Shapes of convolution, pooling, padding, cropping and upsampling layers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from kerasrun.analysis.shape import Arguments, Shape, ShapeError, ShapeRule, per_axis, require_rank

_AXES = {1: "steps, features", 2: "height, width, channels", 3: "depth, height, width, channels"}


def _split(arguments: Arguments, shape: Shape, rank: int) -> tuple[list[int | None], int | None]:
    """Return (spatial sizes, channels)."""
    require_rank(shape, rank + 1, _AXES[rank], _rank_hint(shape, rank))
    if arguments.get("data_format") == "channels_first":
        return list(shape[1:]), shape[0]
    return list(shape[:-1]), shape[-1]


def _rank_hint(shape: Shape, rank: int) -> str | None:
    if len(shape) == rank:
        return f"add `- Reshape: {[*shape, 1]}` before it"
    if len(shape) == 1 and rank == 2 and shape[0]:
        side = round((shape[0]) ** 0.5)
        sizes = [side, side, 1] if side * side == shape[0] else ["height", "width", "channels"]
        return f"add `- Reshape: [{', '.join(map(str, sizes))}]` before it"
    if len(shape) == 1:
        return "add a Reshape layer before it that gives the input its axes"
    return None


def _join(arguments: Arguments, sizes: list[int | None], channels: int | None) -> Shape:
    if arguments.get("data_format") == "channels_first":
        return (channels, *sizes)
    return (*sizes, channels)


def _window(sizes: list[int | None], window: list[int], strides: list[int], padding: str) -> list[int | None]:
    """Slide a window: Keras's `valid` and `same` rules, (n - w) // s + 1 and ceil(n / s)."""
    if padding != "valid":
        return [
            None if size is None else -(-size // stride) for size, stride in zip(sizes, strides, strict=True)
        ]
    for size, extent in zip(sizes, window, strict=True):
        if size is not None and size < extent:
            hint = "use `padding: same`, a smaller window, or fewer layers that shrink the input before it"
            message = (
                f"expected an input of at least {_by(window)}, the size of the window, received {_by(sizes)}"
            )
            raise ShapeError(message, hint)
    return [
        None if size is None else (size - extent) // stride + 1
        for size, extent, stride in zip(sizes, window, strides, strict=True)
    ]


def _by(sizes: Sequence[int | None]) -> str:
    return "x".join("?" if size is None else str(size) for size in sizes)


def _convolution(rank: int, kind: str, arguments: Arguments, shape: Shape) -> Shape:
    sizes, channels = _split(arguments, shape, rank)
    dilation = per_axis(arguments["dilation_rate"], rank)
    kernel = per_axis(arguments["kernel_size"], rank)
    strides = per_axis(arguments["strides"], rank)
    if kind == "plain" and max(strides) > 1 and max(dilation) > 1:
        message = f"expected strides 1 with dilation_rate {max(dilation)}, received strides {max(strides)}"
        raise ShapeError(message, "Keras takes only one of the two: leave `strides` or `dilation_rate` out")
    extent = [(size - 1) * rate + 1 for size, rate in zip(kernel, dilation, strict=True)]
    after = _window(sizes, extent, strides, arguments["padding"])
    if kind == "depthwise":
        return _join(arguments, after, None if channels is None else channels * arguments["depth_multiplier"])
    groups = arguments.get("groups", 1)
    if channels is not None and (channels % groups or arguments["filters"] % groups):
        message = f"expected input channels and filters that are multiples of groups: {groups}"
        raise ShapeError(
            f"{message}, received {channels} and {arguments['filters']}", "change `groups` or `filters`"
        )
    return _join(arguments, after, arguments["filters"])


def _transposed(rank: int, arguments: Arguments, shape: Shape) -> Shape | None:
    sizes, _ = _split(arguments, shape, rank)
    if arguments["output_padding"] is not None or per_axis(arguments["dilation_rate"], rank) != [1] * rank:
        return None
    kernel, strides = per_axis(arguments["kernel_size"], rank), per_axis(arguments["strides"], rank)
    extra = [
        max(k - s, 0) if arguments["padding"] == "valid" else 0 for k, s in zip(kernel, strides, strict=True)
    ]
    after = [None if n is None else n * s + e for n, s, e in zip(sizes, strides, extra, strict=True)]
    return _join(arguments, after, arguments["filters"])


def _pooling(rank: int, arguments: Arguments, shape: Shape) -> Shape:
    sizes, channels = _split(arguments, shape, rank)
    window = per_axis(arguments["pool_size"], rank)
    strides = window if arguments["strides"] is None else per_axis(arguments["strides"], rank)
    return _join(arguments, _window(sizes, window, strides, arguments["padding"]), channels)


def _global_pooling(rank: int, arguments: Arguments, shape: Shape) -> Shape:
    _, channels = _split(arguments, shape, rank)
    return _join(arguments, [1] * rank, channels) if arguments["keepdims"] else (channels,)


def _upsampling(rank: int, arguments: Arguments, shape: Shape) -> Shape:
    sizes, channels = _split(arguments, shape, rank)
    factors = per_axis(arguments["size"], rank)
    return _join(
        arguments, [None if n is None else n * f for n, f in zip(sizes, factors, strict=True)], channels
    )


def _padding(rank: int, key: str, sign: int, arguments: Arguments, shape: Shape) -> Shape:
    sizes, channels = _split(arguments, shape, rank)
    value = arguments[key]
    if isinstance(value, list) and rank == 1:
        pairs = [value]
    else:
        pairs = [[v, v] if isinstance(v, int) else v for v in per_axis(value, rank)]
    after = [None if n is None else n + sign * sum(pair) for n, pair in zip(sizes, pairs, strict=True)]
    if any(n is not None and n < 1 for n in after):
        raise ShapeError(
            f"expected an input larger than the crop of {pairs}, received {_by(sizes)}", "crop less"
        )
    return _join(arguments, after, channels)


RULES: dict[str, ShapeRule] = {
    f"{family}{rank}D": partial(rule, rank, *extra)
    for family, rule, ranks, extra in (
        ("Conv", _convolution, (1, 2, 3), ("plain",)),
        ("SeparableConv", _convolution, (1, 2), ("separable",)),
        ("DepthwiseConv", _convolution, (1, 2), ("depthwise",)),
        ("MaxPooling", _pooling, (1, 2, 3), ()),
        ("AveragePooling", _pooling, (1, 2, 3), ()),
        ("GlobalMaxPooling", _global_pooling, (1, 2, 3), ()),
        ("GlobalAveragePooling", _global_pooling, (1, 2, 3), ()),
        ("UpSampling", _upsampling, (1, 2, 3), ()),
        ("ZeroPadding", _padding, (1, 2, 3), ("padding", 1)),
        ("Cropping", _padding, (1, 2, 3), ("cropping", -1)),
    )
    for rank in ranks
} | {f"Conv{rank}DTranspose": partial(_transposed, rank) for rank in (1, 2, 3)}
