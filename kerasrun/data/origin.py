"""Where the rows of a split come from: the user's own arrays, for messages about single values.

In: the names of the arrays and the place in the spec, from `load.py`. Out: a `DataError` that names the file,
the array and the row in which the user finds the value, at the line of the spec. Asked by `finite.py`,
`input.py`, `labels.py` and `training/autopsy.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, NamedTuple

from kerasrun.errors import DataError, Mark, OutOfMemory

if TYPE_CHECKING:
    from kerasrun.data.examples import Array


ARRAYS = {"train": ("x_train", "y_train"), "validation": ("x_val", "y_val"), "test": ("x_test", "y_test")}
"""What keras.datasets and `.npz` files call the inputs and targets of a split."""


class Origin(NamedTuple):
    """The arrays that a split was taken from, and which of their rows."""

    source: str = "data"
    """The file as the spec names it, or the name of the source."""
    inputs: str = "the inputs"
    targets: str = "the targets"
    mark: Mark | None = None
    """Where the spec names the source."""
    rows: Array | None = None
    """Row (n,) in the arrays of each row of the split; None where they are the same."""
    steps: tuple[int, ...] = ()
    """Axes of a target that were folded into the rows, as (4,) where (n, 4) became (n * 4,)."""
    lines: Array | None = None
    """Line of the file (n,), counted from 1, of each row of the arrays, where the source is a text file."""

    def take(self, rows: Array) -> Origin:
        """Return the origin of the rows at the indices `rows` (n,)."""
        return self._replace(rows=rows if self.rows is None else self.rows[rows])

    def bad_value(
        self,
        part: Literal["inputs", "targets"],
        place: tuple[int, ...],
        *,
        expected: str,
        received: object,
        hint: str,
    ) -> DataError:
        """Return the error of the value `received`.

        Args:
            part: the array that it stands in.
            place: its index in the split: the row, then the axes of one example.
            expected: what it should have been.
            received: the value.
            hint: what to do.
        """
        row, *inside = place
        for size in reversed(self.steps):
            row, step = divmod(row, size)
            inside.insert(0, step)
        row = self._row(row)
        array = getattr(self, part) + (f" at {inside}" if inside else "")
        found = f"row {row} of {array}, counted from 0"
        if self.lines is not None:
            found = f"line {self.lines[row]}, {array}"
        return DataError(
            f"{self.source}: expected {expected}, received {received} in {found}.",
            hint,
            self.mark,
        )

    def name_rows(self, part: Literal["inputs", "targets"], rows: Sequence[int], most: int) -> str:
        """Return `rows 3, 17 of x_train, counted from 0`, or the lines of a text file.

        Args:
            part: the array that the rows stand in.
            rows: their indices in the split.
            most: how many are named; the others are counted.
        """
        own = sorted(self._row(row) for row in rows)[:most]
        shown = own if self.lines is None else [int(self.lines[row]) for row in own]
        names = ", ".join(map(str, shown)) + (f" and {len(rows) - most} more" if len(rows) > most else "")
        plural = "s" if len(rows) > 1 else ""
        if self.lines is not None:
            return f"line{plural} {names} of {self.source}"
        return f"row{plural} {names} of {getattr(self, part)}, counted from 0"

    def _row(self, row: int) -> int:
        """Return the row of the arrays that a row of the split is."""
        return row if self.rows is None else int(self.rows[row])


@contextmanager
def place_errors(mark: Mark | None) -> Iterator[None]:
    """Give the errors of the data that have no place yet the place `mark`."""
    try:
        yield
    except (DataError, OutOfMemory) as error:
        if error.mark is not None or mark is None:
            raise
        raise type(error)(error.message, error.hint, mark) from error.__cause__
