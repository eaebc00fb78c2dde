"""The shape after one layer, from its arguments and the shape before it; no TensorFlow.

`core.py`, `spatial.py` and `recurrent.py` hold a family of layers each; a layer of none of them has an
unknown shape (None).
Shapes leave out the batch axis; a dimension that differs from batch to batch is None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Shape = tuple[int | None, ...]
Arguments = Mapping[str, Any]


class ShapeError(Exception):
    """The layer cannot take this input; `hint` says what to change."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint


ShapeRule = Callable[[Arguments, Shape], Shape | None]
"""From the filled arguments and the input shape to the output shape."""


def format_shape(shape: Shape | None) -> str:
    """Return `(28, 28, 1)`; a dimension that is not fixed is `?`."""
    if shape is None:
        return "?"
    inner = ", ".join("?" if size is None else str(size) for size in shape)
    return f"({inner})"


def per_axis(value: int | list[int], rank: int) -> list[int]:
    """Return one number for each of `rank` axes; Keras takes one for all or a list."""
    return [value] * rank if isinstance(value, int) else list(value)


def format_batch(shape: Shape) -> str:
    """Return `(batch, 28, 28, 1)`."""
    return f"(batch, {format_shape(shape)[1:]}" if shape else "(batch)"


def require_rank(shape: Shape, rank: int, axes: str, hint: str | None = None) -> None:
    """Check that the input has `rank` axes without the batch axis.

    Raises:
        ShapeError: it has more or fewer.
    """
    if len(shape) != rank:
        message = f"expected {rank + 1}-D input (batch, {axes}), received {format_batch(shape)}"
        raise ShapeError(message, hint)
