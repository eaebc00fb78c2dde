"""Images, volumes and sequences: where the channels are, and what a sliding window leaves.

`convolution.py`, `depthwise.py`, `transposed.py`, `pooling.py`, `resizing.py` and `image.py` ask here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kerasrun.analysis.layer.rule import Call, Shape, ShapeError, SizeError
from kerasrun.analysis.layer.shape import by, per_axis, require_rank

_AXES = {1: "steps", 2: "height, width", 3: "depth, height, width"}
_LAST = {1: "features", 2: "channels", 3: "channels"}

Sizes = Sequence[int | None]


class Grid(NamedTuple):
    """The axes of one example: those with a place, and the channels, which Keras can also want first."""

    sizes: tuple[int | None, ...]
    channels: int | None
    channels_first: bool = False

    def shape(self, sizes: Sizes, channels: int | None) -> Shape:
        """Return the shape of another grid with its axes in the same order."""
        return (channels, *sizes) if self.channels_first else (*sizes, channels)


def split(call: Call, rank: int) -> Grid:
    """Return the grid of a layer with `rank` axes beside the channels.

    Raises:
        RankError: the input has another number of axes.
    """
    shape, first = call.input, call.arguments.get("data_format") == "channels_first"
    axes = f"{_LAST[rank]}, {_AXES[rank]}" if first else f"{_AXES[rank]}, {_LAST[rank]}"
    require_rank(shape, rank + 1, axes, _rank_hint(shape, rank))
    return Grid(shape[1:], shape[0], True) if first else Grid(shape[:-1], shape[-1])


def _rank_hint(shape: Shape, rank: int) -> str | None:
    if len(shape) == rank and None not in shape:
        return f"add `- Reshape: {[*shape, 1]}` before it"
    if len(shape) == 1 and rank == 2 and shape[0]:
        side = round(shape[0] ** 0.5)
        sizes = [side, side, 1] if side * side == shape[0] else ["height", "width", "channels"]
        return f"add `- Reshape: [{', '.join(map(str, sizes))}]` before it"
    if len(shape) == 1:
        return "add a Reshape layer before it that gives the input its axes"
    return None


def spread(call: Call, rank: int) -> list[int]:
    """Return how far the kernel reaches along each axis, gaps of `dilation_rate` included.

    Raises:
        ShapeError: the layer has strides as well, which Keras does not combine.
    """
    dilation = per_axis(call.arguments["dilation_rate"], rank)
    strides = per_axis(call.arguments["strides"], rank)
    if max(dilation) > 1 and max(strides) > 1:
        message = f"expected strides 1 with dilation_rate {max(dilation)}, received strides {max(strides)}"
        raise ShapeError(message, "Keras takes only one of the two: leave `strides` or `dilation_rate` out")
    kernel = per_axis(call.arguments["kernel_size"], rank)
    return [(size - 1) * rate + 1 for size, rate in zip(kernel, dilation, strict=True)]


def slide(
    sizes: Sizes, window: Sequence[int], strides: Sequence[int], padding: str
) -> tuple[int | None, ...]:
    """Return how many places a window has along each axis.

    Keras's rules: `valid` gives (n - w) // s + 1, `same` and `causal` give ceil(n / s).

    Raises:
        SizeError: the window is larger than the input.
    """
    if padding != "valid":
        return tuple(
            None if size is None else -(-size // stride) for size, stride in zip(sizes, strides, strict=True)
        )
    for size, extent in zip(sizes, window, strict=True):
        if size is not None and size < extent:
            hint = "use `padding: same`, a smaller window, or fewer layers that shrink the input before it"
            message = (
                f"expected an input of at least {by(window)}, the size of the window, received {by(sizes)}"
            )
            raise SizeError(message, hint)
    return tuple(
        None if size is None else (size - extent) // stride + 1
        for size, extent, stride in zip(sizes, window, strides, strict=True)
    )
