"""Axes that a spec names by number, counted with the batch axis as 0, as Keras counts them."""

from __future__ import annotations

from collections.abc import Sequence

from kerasrun.analysis.layer.rule import Shape, ShapeError
from kerasrun.analysis.layer.shape import format_batch


def resolve_axes(value: int | Sequence[int], shape: Shape) -> list[int]:
    """Return the axes as numbers from 0, the batch axis, in the order given.

    Raises:
        ShapeError: the input has no such axis, or one is named twice.
    """
    rank = len(shape) + 1
    axes = [value] if isinstance(value, int) else list(value)
    for axis in axes:
        if not -rank <= axis < rank:
            message = f"expected an axis from {-rank} to {rank - 1}, received {axis}: "
            raise ShapeError(
                f"{message}the input is {format_batch(shape)}", "-1 is the last axis, 0 the batch"
            )
    resolved = [axis % rank for axis in axes]
    if len(set(resolved)) < len(resolved):
        raise ShapeError(f"expected each axis once, received {axes}", "name each axis once")
    return resolved


def axis_sizes(axes: Sequence[int], shape: Shape) -> tuple[int, ...]:
    """Return the sizes of resolved axes.

    Raises:
        ShapeError: one of them differs from batch to batch, as the batch axis itself does.
    """
    full = (None, *shape)
    sizes = [size for axis in axes if (size := full[axis]) is not None]
    if len(sizes) < len(axes):
        message = f"expected axes of fixed size, received {list(axes)} of {format_batch(shape)}"
        raise ShapeError(message, "name axes whose size does not change; 0 is the batch")
    return tuple(sizes)
