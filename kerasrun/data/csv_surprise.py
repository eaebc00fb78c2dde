"""Columns of a table that teach a model nothing: one value throughout, or the number of the row.

In: one row of features after another. Out: warnings for the screen. Called by `csv_file.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class Surprise:
    """The columns that are still suspected; after a few rows there are seldom any left."""

    def __init__(self, columns: Iterable[str]) -> None:
        self._columns = list(columns)
        self._constant = list(range(len(self._columns)))
        self._counting = list(self._constant)
        self._before: Sequence[float] | None = None
        self._rows = 0

    def see(self, numbers: Sequence[float]) -> None:
        """Compare a row with the one above it."""
        self._rows += 1
        before = self._before
        if before is not None and (self._constant or self._counting):
            self._constant = [index for index in self._constant if numbers[index] == before[index]]
            self._counting = [index for index in self._counting if numbers[index] == before[index] + 1]
        self._before = numbers

    def warnings(self, file: str) -> list[str]:
        """Return one sentence for each column that is still suspected."""
        if self._rows < 3:
            return []
        constant = [f"{file}: column {self._columns[i]!r} has one value in every row" for i in self._constant]
        counting = [f"{file}: column {self._columns[i]!r} counts the rows" for i in self._counting]
        return constant + counting
