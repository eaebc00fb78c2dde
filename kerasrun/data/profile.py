"""What the inputs of the training split are like, in a few numbers that a run keeps.

In: inputs. Out: a profile of plain values for environment.json; later, how far other inputs are from it. A
model answers inputs of another scale without complaint, and wrongly. Called by training and by `evaluate
--data` and `predict`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from kerasrun.data.examples import Array, ArrayExamples
from kerasrun.errors import DataError

MOST_ROWS = 2000
MOST_VALUES = 2**22
"""Most rows, and values of them, that are looked at; the rows are evenly spaced over all."""
CHUNK = 2**20
"""Values that are looked at together: as 64-bit numbers they take 8 MiB."""
MOST_COLUMNS = 1000
"""More columns than this are taken together, as the pixels of an image are."""
SCALE = 32
"""Inputs so many times as large, or as small, are on another scale: 255 is the usual factor."""
SHIFT = 0.5
"""Standard deviations between two means, and ERRORS standard errors, that are told as drift."""
ERRORS = 5
SPREAD = 2
"""Factor between two standard deviations that is told as drift, from LEAST_ROWS rows on."""
LEAST_ROWS = 30


class Profile(NamedTuple):
    """Numbers over the rows; `mean` and `deviation` by column, or one of each for inputs with more axes."""

    dtype: str
    minimum: float
    maximum: float
    scale: float
    """Root of the mean square of all values."""
    mean: Sequence[float]
    deviation: Sequence[float]
    columns: Sequence[str] = ()
    """Names of the columns, where they have names."""
    rows: int = 0
    """How many were looked at."""


class Drift(NamedTuple):
    """A column, or all inputs together, that other data has other values in."""

    name: str
    expected: tuple[float, float]
    """Mean and standard deviation in training."""
    received: tuple[float, float]
    size: float
    """By which drifts are sorted."""

    def __str__(self) -> str:
        (mean, deviation), (wanted, spread) = self.received, self.expected
        return f"{self.name}: {mean:.4g} +- {deviation:.3g}, in training {wanted:.4g} +- {spread:.3g}"


def profile(inputs: Array, columns: Sequence[str] = ()) -> Profile | None:
    """Return the profile of inputs (n, *shape); None where they are text.

    Args:
        inputs: n > 0 rows, finite.
        columns: names of the features of inputs (n, features).
    """
    if inputs.dtype.kind not in "biuf":
        return None
    by_column = inputs.ndim == 2 and inputs.shape[1] <= MOST_COLUMNS
    sample = _sample(inputs)
    rows = sample.reshape(-1, inputs.shape[1] if by_column else 1)
    step = max(1, CHUNK // rows.shape[1])
    chunks = [rows[first : first + step] for first in range(0, len(rows), step)]
    mean = sum(chunk.sum(axis=0, dtype="float64") for chunk in chunks) / len(rows)
    variance = sum(np.square(chunk - mean).sum(axis=0) for chunk in chunks) / len(rows)
    return Profile(
        dtype=inputs.dtype.name,
        minimum=float(rows.min()),
        maximum=float(rows.max()),
        scale=float(np.sqrt((np.square(mean) + variance).mean())),
        mean=mean.tolist(),
        deviation=np.sqrt(variance).tolist(),
        columns=list(columns) if by_column else [],
        rows=len(sample),
    )


def parse_profile(value: Any) -> Profile | None:
    """Return the profile that `value` was made of by `_asdict`; None where it is none."""
    try:
        return Profile(**value)
    except TypeError:
        return None


def require_scale(examples: ArrayExamples, found: Profile, trained: Profile) -> None:
    """Raise DataError where the inputs are on another scale than those that the model was trained on.

    Fewer than LEAST_ROWS rows may be small by chance, as a dark image is.

    Args:
        examples: the rows.
        found: the profile of their inputs.
        trained: that of the inputs in training.

    Raises:
        DataError: they are SCALE times as large or as small, or have fractions where the others had none.
    """
    inputs, source = examples.inputs, examples.origin.source
    if np.dtype(trained.dtype).kind in "iu" and inputs.dtype.kind == "f" and (inputs % 1 != 0).any():
        raise DataError(
            f"{source}: expected whole numbers ({trained.dtype}), as in the training data, received "
            f"{found.dtype} with fractions from {found.minimum:.6g} to {found.maximum:.6g}.",
            "bring the inputs to the form of the training data",
        )
    if not (found.scale and trained.scale):
        return
    factor = found.scale / trained.scale
    if factor < 1 and len(inputs) < LEAST_ROWS:
        return
    largest = max(abs(found.minimum), abs(found.maximum)) / max(abs(trained.minimum), abs(trained.maximum))
    if min(factor, largest) >= SCALE or max(factor, largest) <= 1 / SCALE:
        words = f"{factor:.4g} times" if factor > 1 else f"a {1 / factor:.4g}th of being"
        raise DataError(
            f"{source}: expected inputs on the scale of the training data, {trained.minimum:.6g} to "
            f"{trained.maximum:.6g}, received {found.minimum:.6g} to {found.maximum:.6g}: on the whole "
            f"{words} as large.",
            "scale them as the training data was scaled",
        )


def find_drift(found: Profile, trained: Profile) -> list[Drift]:
    """Return where inputs differ from those in training by more than chance, the largest drift first."""
    if len(found.mean) != len(trained.mean):
        return []
    return sorted(_compare(found, trained), key=lambda drift: -drift.size)


def _sample(inputs: Array) -> Array:
    """Return some rows, evenly spaced."""
    most = max(1, min(MOST_ROWS, MOST_VALUES // max(1, inputs[0].size)))
    return inputs[:: -(-len(inputs) // most)]


def _compare(found: Profile, trained: Profile) -> Iterator[Drift]:
    for index, mean in enumerate(found.mean):
        expected = trained.mean[index], trained.deviation[index]
        received = mean, found.deviation[index]
        shift = abs(received[0] - expected[0])
        # The values of one example are not independent: rows are counted, not values.
        chance = max(SHIFT * expected[1], ERRORS * max(expected[1], received[1]) / np.sqrt(found.rows))
        spread = max(received[1], 1e-300) / max(expected[1], 1e-300)
        spreads = found.rows >= LEAST_ROWS and not 1 / SPREAD <= spread <= SPREAD
        if shift > chance or spreads:
            size = shift / max(expected[1], 1e-300) + abs(np.log(spread))
            yield Drift(_name(trained, index), expected, received, size)


def _name(trained: Profile, index: int) -> str:
    if len(trained.mean) == 1 and not trained.columns:
        return "the inputs"
    return f"column {trained.columns[index]!r}" if trained.columns else f"input {index}"
