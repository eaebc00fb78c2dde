"""The header row of a CSV file: which columns are features and which are the label.

In: the first record and the source's arguments. Out: `Columns`, or `DataError` that says what the header
lacks. Called by `csv_row.py`, and by `init --from-data`, which takes the last column for the label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kerasrun.catalogue.lookup import did_you_mean
from kerasrun.data.csv_record import SEPARATORS, read_records
from kerasrun.errors import DataError
from kerasrun.spec.source import CsvSpec

MOST_NAMES = 12
"""Longest list of columns in a message."""


@dataclass(frozen=True)
class Columns:
    """The columns of a file; `features` and `labels` are indices into `names`."""

    names: tuple[str, ...]
    features: tuple[int, ...]
    labels: tuple[int, ...]


def read_header(path: Path, separator: str) -> tuple[str, ...]:
    """Return the names of the columns, without the spaces around them.

    Raises:
        DataError: the file is empty or not UTF-8; the separator is another one; the first row holds numbers;
            a name is missing or stands there twice.
    """
    line, cells = next(read_records(path, separator), (1, []))
    names = tuple(cell.strip() for cell in cells)
    where = f"{path.name}:{line}: expected a header row"
    if not names:
        raise DataError(f"{path.name}: expected a header row, received an empty file.")
    others = [name for name, mark in SEPARATORS.items() if mark in names[0]]
    if len(names) == 1 and others:
        raise DataError(
            f"{where} with {separator!r} between the names, received {names[0][:60]!r}.",
            f'write `separator: "{others[0]}"`',
        )
    if all(_is_number(name) for name in names):
        raise DataError(
            f"{where}, received the numbers {_list(names)}.", "write the names of the columns on a first line"
        )
    for index, name in enumerate(names):
        if not name:
            raise DataError(
                f"{where} with a name for every column, received none for column {index + 1} of "
                f"{len(names)}.",
                "name the column, or end the lines without a separator",
            )
        if name in names[:index]:
            raise DataError(
                f"{where} with a different name for every column, received {name!r} for columns "
                f"{names.index(name) + 1} and {index + 1}.",
                "rename one of the two",
            )
    return names


def find_columns(path: Path, names: Sequence[str], arguments: CsvSpec) -> Columns:
    """Return where the columns stand that the spec names.

    Raises:
        DataError: there is no column of that name, or none but the label.
    """
    labels = tuple(_find(path, names, name, "label") for name in arguments.labels)
    chosen = arguments.features or [name for name in names if name not in arguments.labels]
    features = tuple(_find(path, names, name, "features") for name in chosen)
    if not features:
        raise DataError(
            f"{path.name}: expected columns beside the label, received {_list(names)} alone.",
            "the label is predicted from the other columns",
        )
    return Columns(tuple(names), features, labels)


def _find(path: Path, names: Sequence[str], name: str, key: str) -> int:
    if name in names:
        return list(names).index(name)
    raise DataError(
        f"{path.name}: expected the column {name!r} of `{key}`, received the columns {_list(names)}.",
        did_you_mean(name, names),
    )


def _list(names: Sequence[str]) -> str:
    more = f", ... ({len(names)} in all)" if len(names) > MOST_NAMES else ""
    return ", ".join(name[:40] for name in names[:MOST_NAMES]) + more


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
