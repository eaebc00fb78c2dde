"""Check that the loaded data fits the model before the first step.

In: `Splits` and the model's input shape. Out: nothing, or `DataError` that names the split, the row and the
value. Called by training and evaluation. The network itself cannot be trusted to show bad data: on some
devices a NaN input comes out of a ReLU as 0, and the loss looks fine.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kerasrun.data.examples import Array, ArrayExamples, Splits
from kerasrun.errors import DataError

CHUNK_VALUES = 2**24


def check_splits(splits: Splits, *, input_shape: Sequence[int | None], text: bool = False) -> None:
    """Raise DataError unless every split can be fed to the model.

    Args:
        splits: the loaded splits.
        input_shape: shape of one example as the model wants it; None for an axis of any length.
        text: the model takes text (its first layer turns words into numbers).

    Raises:
        DataError: no rows, inputs and targets of different length, another input shape, text where
            numbers are wanted or the other way round, or a value that is not finite.
    """
    for name, examples in splits.items():
        _check_rows(name, examples)
        _check_kind(name, examples, text)
        _check_shape(name, examples.inputs.shape[1:], tuple(input_shape))
        _check_finite(name, "inputs", examples.inputs)
        _check_finite(name, "targets", examples.targets)


def _check_rows(name: str, examples: ArrayExamples) -> None:
    inputs, targets = len(examples.inputs), len(examples.targets)
    if inputs != targets:
        raise DataError(
            f"{name}: expected as many targets as inputs, received {inputs} inputs and {targets} targets."
        )
    if inputs == 0:
        raise DataError(
            f"{name}: expected at least one row, received none.", "give the split rows or leave it out"
        )


def _check_kind(name: str, examples: ArrayExamples, text: bool) -> None:
    kind = examples.inputs.dtype.kind
    if kind in "USO" and not text:
        raise DataError(
            f"{name}: expected inputs that are numbers, received text ({examples.inputs.dtype}).",
            "begin the model with TextVectorization or StringLookup",
        )
    if text and kind not in "USO":
        raise DataError(f"{name}: expected inputs that are text, received {examples.inputs.dtype}.")
    if examples.targets.dtype.kind in "USO":
        raise DataError(
            f"{name}: expected targets that are numbers, received text such as {examples.targets.flat[0]!r}.",
            "save the class ids: labels, ids = numpy.unique(targets, return_inverse=True)",
        )


def _check_shape(name: str, found: tuple[int, ...], wanted: tuple[int | None, ...]) -> None:
    same_rank = len(found) == len(wanted)
    if same_rank and all(want in (None, have) for have, want in zip(found, wanted, strict=True)):
        return
    raise DataError(
        f"{name}: expected examples of the model's input shape {_format(wanted)}, received {_format(found)}.",
        _shape_hint(found, wanted),
    )


def _shape_hint(found: tuple[int, ...], wanted: tuple[int | None, ...]) -> str:
    """Return the way from the data's shape to the model's."""
    keep = f"set model.input_shape to {_format(found)}"
    sizes = [size for size in wanted if size is not None]
    if len(sizes) == len(wanted) and int(np.prod(sizes)) == int(np.prod(found)):
        layer = "Flatten" if len(wanted) == 1 else f"Reshape: {_format(wanted)}"
        return f"{keep} and begin the model with `{layer}`"
    return keep


def _check_finite(name: str, part: str, array: Array) -> None:
    if array.dtype.kind != "f":
        return
    rows = max(1, CHUNK_VALUES // max(1, array[:1].size))
    for start in range(0, len(array), rows):
        chunk = array[start : start + rows]
        if np.isfinite(chunk).all():
            continue
        row, *position = (int(index) for index in np.argwhere(~np.isfinite(chunk))[0])
        value = float(chunk[(row, *position)])
        where = f" at {_format(position)}" if position else ""
        raise DataError(
            f"{name}: expected finite {part}, received {value} in row {start + row}{where}, counted from 0.",
            "remove the row or replace the value before training",
        )


def _format(shape: Sequence[int | None]) -> str:
    """Return a shape as a spec writes it: `[28, 28]`, `null` for an axis of any length."""
    return "[" + ", ".join("null" if size is None else str(size) for size in shape) + "]"
