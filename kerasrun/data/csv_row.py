"""Rows of a CSV file: the features as numbers, the label as text or numbers.

In: the path of a local file and the source's arguments. Out: one row after another, every cell checked.
Called by `csv_file.py`, which reads the rows once to describe them and once to load them.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from kerasrun.data.csv_cell import LARGEST, bad_cell, is_missing, parse_number
from kerasrun.data.csv_header import find_columns, read_header
from kerasrun.data.csv_record import read_records
from kerasrun.errors import DataError
from kerasrun.spec.source import CsvSpec


class Row(NamedTuple):
    """One example."""

    line: int
    """Line of the file that the row begins on, counted from 1."""
    numbers: list[float]
    """The features, then the labels where there are several."""
    label: str
    """The cell of the one label; "" where there are several."""


class Rows:
    """The rows of a file; each iteration reads the file from its beginning."""

    def __init__(self, path: Path, arguments: CsvSpec) -> None:
        """Read the header.

        Raises:
            DataError: see `read_header` and `find_columns`.
        """
        self.file = path.name
        self.columns = find_columns(path, read_header(path, arguments.separator), arguments)
        self.dropped = 0
        """Rows with a missing value that the last iteration left out."""
        single = isinstance(arguments.label, str)
        self._label = self.columns.labels[0] if single else None
        self._numeric = self.columns.features + (() if single else self.columns.labels)
        self._path = path
        self._arguments = arguments

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows.

        Raises:
            DataError: a row has another number of cells than the header; a cell is missing, no number, or
                not finite.
        """
        self.dropped = 0
        width, numeric, label = len(self.columns.names), self._numeric, self._label
        # A second index, since `itemgetter` of one gives the bare cell.
        pick = itemgetter(*numeric, numeric[0])
        records = read_records(self._path, self._arguments.separator)
        next(records)
        for line, cells in records:
            if len(cells) != width:
                raise self._ragged(line, len(cells))
            texts = pick(cells)[:-1]
            text = "" if label is None else cells[label].strip()
            try:
                numbers = list(map(float, texts))
                # One call for the whole row: the length of a vector is NaN or infinite if a number is.
                good = hypot(*numbers) <= LARGEST and "_" not in "".join(texts)
            except ValueError:
                good = False
            if not good or (label is not None and not text):
                if self._arguments.missing == "drop" and self._misses(cells):
                    self.dropped += 1
                    continue
                self._require_cells(line, cells)
            yield Row(line, numbers, text)

    def _misses(self, cells: list[str]) -> bool:
        """Tell whether a value is missing; of a text label only an empty cell is, since NA may be a class."""
        no_label = self._label is not None and not cells[self._label].strip()
        return no_label or any(is_missing(cells[index]) for index in self._numeric)

    def _require_cells(self, line: int, cells: list[str]) -> None:
        """Raise DataError for the first cell of the row, from the left, that is missing or no number."""
        names = self.columns.names
        for index in sorted((*self._numeric, *self.columns.labels)):
            bad = not cells[index].strip() if index == self._label else parse_number(cells[index]) is None
            if bad:
                numeric = [names[i] for i in self.columns.features if parse_number(cells[i]) is not None]
                raise bad_cell(f"{self.file}:{line}", names[index], cells[index], numeric)

    def _ragged(self, line: int, count: int) -> DataError:
        width = len(self.columns.names)
        hint = "put quotes around a value that holds the separator" if count > width else None
        return DataError(
            f"{self.file}:{line}: expected {width} columns, as the header has, received {count}.",
            hint or "write every cell, empty ones too",
        )
