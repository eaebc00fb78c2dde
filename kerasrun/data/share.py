"""How many rows test and validation take from the training rows; nothing is read.

In: row counts and fractions of the source's training rows. Out: rows per split. Called by `load.py` and
`split.py`.

Test is cut first, then validation; both are fractions of the rows the source calls train, so 1,000 rows with
`test: 0.2` and `validation: 0.1` become 700, 100 and 200.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kerasrun.data.origin import place_errors
from kerasrun.errors import DataError, Mark

HELD_OUT = ("test", "validation")


def split_rows(
    rows: Mapping[str, int],
    *,
    validation: float | None = None,
    test: float | None = None,
    marks: Mapping[str, Mark | None] = MappingProxyType({}),
) -> dict[str, int]:
    """Return the rows per split after `test` and `validation`, fractions of `rows["train"]`, are cut off.

    `marks` says where the spec writes the fractions.

    Raises:
        DataError: a split would be left without rows.
    """
    total = rows["train"]
    counts = dict(rows)
    for name, fraction in zip(HELD_OUT, (test, validation), strict=True):
        if fraction is not None:
            with place_errors(marks.get(name)):
                counts[name] = _share(name, fraction, total)
            counts["train"] -= counts[name]
    if counts["train"] < 1:
        held = " and ".join(f"{counts[name]} for {name}" for name in HELD_OUT if name in counts)
        raise DataError(
            f"data: expected rows to be left for training, received {total} rows, of which {held}.",
            "hold out smaller fractions, or bring more rows",
        )
    return {name: counts[name] for name in ("train", "validation", "test") if name in counts}


def _share(name: str, fraction: float, total: int) -> int:
    """Return `fraction` of `total` rows, halves rounded up."""
    count = int(total * fraction + 0.5)
    if count < 1:
        raise DataError(
            f"data.{name}: expected a fraction that gives a row, received {fraction} of {total}.",
            "use a larger fraction, or bring more rows",
        )
    return count
