"""Every number that Keras will see is one that float32 holds.

In: the arrays of a split as the source brings them. Out: nothing, or `DataError` with the row and the value.
Called by `load.py`. The network itself cannot be trusted to show bad data: on some devices a NaN input comes
out of a ReLU as 0, and the loss looks fine. Keras casts float64 to float32, which makes 1e203 infinite.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from kerasrun.data.examples import Array, ArrayExamples
    from kerasrun.data.origin import Origin

CHUNK_VALUES = 2**20
"""Values looked at together; their temporary copy stays in the processor's cache."""


def require_finite(examples: ArrayExamples) -> None:
    """Raise DataError for the first value of inputs or targets that is NaN, infinite, or too large."""
    _require(examples.inputs, "inputs", examples.origin)
    _require(examples.targets, "targets", examples.origin)


def _require(array: Array, part: Literal["inputs", "targets"], origin: Origin) -> None:
    """Raise DataError unless each value of the array (n, ...) lies within the range of float32."""
    if array.dtype.kind != "f":
        return
    import numpy as np

    largest = np.finfo(np.float32).max
    rows = max(1, CHUNK_VALUES // max(1, array[:1].size))
    for start in range(0, len(array), rows):
        # A comparison with NaN is false.
        good = np.abs(array[start : start + rows]) <= largest
        if good.all():
            continue
        row, *inside = (int(index) for index in np.unravel_index(good.argmin(), good.shape))
        place = (start + row, *inside)
        value = array[place].item()
        if np.isfinite(value):
            raise origin.bad_value(
                part,
                place,
                expected="numbers below 3.4e38, the largest of float32",
                received=value,
                hint="scale the values, or remove the row",
            )
        raise origin.bad_value(
            part,
            place,
            expected="finite numbers",
            received=value,
            hint="remove the row, or replace the value: numpy.nan_to_num",
        )
