"""The inputs of every split against what the model takes.

In: `Splits` and the model's input. Out: nothing, or `DataError` that names the split. Called by training and
evaluation.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from kerasrun.data.examples import ArrayExamples, Splits
from kerasrun.data.origin import place_errors
from kerasrun.errors import DataError


def require_input(splits: Splits, *, input_shape: Sequence[int | None], text: bool = False) -> None:
    """Raise DataError unless the inputs of every split can be fed to the model.

    Args:
        splits: the loaded splits.
        input_shape: shape of one example as the model wants it; None for an axis of any length.
        text: the model takes text (its first layer turns words into numbers).

    Raises:
        DataError: another input shape, text where numbers are wanted or the other way round.
    """
    for name, examples in splits.items():
        with place_errors(examples.origin.mark):
            _require_kind(name, examples, text)
            _require_shape(name, examples.inputs.shape[1:], tuple(input_shape))


def _require_kind(name: str, examples: ArrayExamples, text: bool) -> None:
    found = examples.inputs.dtype
    if found.kind == "U" and not text:
        raise DataError(
            f"{name}: expected inputs that are numbers, received text ({found}).",
            "begin the model with TextVectorization or StringLookup",
        )
    if text and found.kind != "U":
        raise DataError(
            f"{name}: expected inputs that are text, received {found}.",
            "take `dtype: string` out of `model`, or save the inputs as text: array.astype('U')",
        )


def _require_shape(name: str, found: tuple[int, ...], wanted: tuple[int | None, ...]) -> None:
    if fits_shape(found, wanted):
        return
    raise DataError(
        f"{name}: expected examples of the model's input shape {format_shape(wanted)}, received "
        f"{format_shape(found)}.",
        _shape_hint(found, wanted),
    )


def _shape_hint(found: tuple[int, ...], wanted: tuple[int | None, ...]) -> str:
    """Return the way from the data's shape to the model's."""
    keep = f"set model.input_shape to {format_shape(found)}"
    sizes = [size for size in wanted if size is not None]
    if len(sizes) == len(wanted) and prod(sizes) == prod(found):
        layer = "Flatten" if len(wanted) == 1 else f"Reshape: {format_shape(wanted)}"
        return f"{keep} and begin the model with `{layer}`"
    return keep


def fits_shape(found: Sequence[int], wanted: Sequence[int | None]) -> bool:
    """Tell whether `found` is the shape `wanted`, in which None stands for an axis of any length."""
    same_rank = len(found) == len(wanted)
    return same_rank and all(want in (None, have) for have, want in zip(found, wanted, strict=True))


def format_shape(shape: Sequence[int | str | None]) -> str:
    """Return a shape as a spec writes it: `[28, 28]`, `null` for an axis of any length."""
    return "[" + ", ".join("null" if size is None else str(size) for size in shape) + "]"
