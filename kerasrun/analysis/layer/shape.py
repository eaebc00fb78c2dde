"""Shapes in words, and the checks that every family needs: the number of axes, an axis of known size."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from kerasrun.analysis.layer.rule import RankError, Shape, ShapeError, Weight


def format_shape(shape: Shape | None) -> str:
    """Return `(28, 28, 1)`; a dimension that is not fixed is `?`."""
    if shape is None:
        return "?"
    return f"({', '.join(map(_size, shape))})"


def format_batch(shape: Shape) -> str:
    """Return `(batch, 28, 28, 1)`."""
    return f"(batch, {format_shape(shape)[1:]}" if shape else "(batch)"


def by(sizes: Sequence[int | None]) -> str:
    """Return `28x28x1`; one number for no axis at all."""
    return "x".join(map(_size, sizes)) or "1"


def _size(size: int | None) -> str:
    return "?" if size is None else str(size)


def per_axis(value: int | Sequence[int], rank: int) -> list[int]:
    """Return one number for each of `rank` axes; Keras takes one for all or a list."""
    return [value] * rank if isinstance(value, int) else list(value)


def product(sizes: Sequence[int | None]) -> int | None:
    """Return the number of values, None where an axis is free."""
    known = [size for size in sizes if size is not None]
    return prod(known) if len(known) == len(sizes) else None


def times(count: int, values: int | None) -> int | None:
    """Return `count` operations on each of `values`, None where those are not known."""
    return None if values is None else count * values


def add(first: int | None, second: int | None) -> int | None:
    """Return the sum, None where one of the two is not known."""
    return None if first is None or second is None else first + second


def require_rank(shape: Shape, rank: int, axes: str, hint: str | None = None) -> None:
    """Check that the input has `rank` axes without the batch axis.

    Raises:
        RankError: it has more or fewer.
    """
    if len(shape) != rank:
        message = f"expected {rank + 1}-D input (batch, {axes}), received {format_batch(shape)}"
        raise RankError(message, hint, rank)


def require_size(size: int | None, axis: str, shape: Shape) -> int:
    """Return the size of an axis that weights depend on.

    Raises:
        ShapeError: it differs from batch to batch.
    """
    if size is None:
        message = f"expected a fixed number of {axis}, received {format_batch(shape)}"
        raise ShapeError(message, f"weights depend on it: fix the size of the {axis} in the layers before")
    return size


def count(number: int, word: str) -> str:
    """Return `1 kernel` or `1,024 kernels`."""
    return f"{number:,} {word}" + ("" if number == 1 else "s")


def parameters(weights: Sequence[Weight]) -> str:
    """Return `320 parameters` for the scalars of the weights."""
    return count(sum(weight.size for weight in weights), "parameter")
