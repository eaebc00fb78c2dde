"""A cell of a CSV file that is no number: what it seems to be, and what to write instead.

In: the text of a cell. Out: whether it stands for a missing value; the `DataError` of a bad one. Called by
`csv_row.py` and `csv_label.py`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence

from kerasrun.errors import DataError

LARGEST = 3.4028234663852886e38
"""The largest number of float32, in which Keras computes."""

MISSING = frozenset(("", "?", "-", "--", ".", "na", "n/a", "#n/a", "nan", "nil", "none", "null", "missing"))
"""Words for a missing value, in small letters."""

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""A name that YAML takes without quotes."""

MOST_NAMES = 8
MOST_LETTERS = 60


def is_missing(text: str) -> bool:
    """Tell whether a cell of a column of numbers is empty or says that the value is unknown."""
    return text.strip().lower() in MISSING


def parse_number(text: str) -> float | None:
    """Return the finite number that float32 holds, or None.

    Python would read `1_000` and `2024_01_05` as numbers too; in a table they are not.
    """
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) <= LARGEST and "_" not in text else None


def bad_cell(where: str, column: str, text: str, numeric: Sequence[str] = ()) -> DataError:
    """Return the error of a cell that is no number.

    Args:
        where: file and line.
        column: name of its column.
        text: the cell.
        numeric: the columns of the same row that hold numbers.
    """
    text = text.strip()
    place = f"in column {column!r}"
    if is_missing(text):
        received = f"{text!r}, which stands for a missing value" if text else "an empty cell"
        return DataError(
            f"{where}: expected a value {place}, received {received}.",
            "fill the cell in, or leave rows with missing values out with `missing: drop`",
        )
    expected, hint = "a number", _hint(text)
    if _is_float(text) and "_" not in text:
        finite = math.isfinite(float(text))
        expected = "a number that float32 holds, below 3.4e38," if finite else "a finite number"
        hint = "correct the cell, or remove the row"
    elif hint is None:
        names = ", ".join(name if _PLAIN.fullmatch(name) else json.dumps(name) for name in numeric)
        few = 0 < len(numeric) <= MOST_NAMES
        hint = "correct the cell, or name the columns that are numbers"
        hint += f": `features: [{names}]`" if few else " with `features`"
    return DataError(f"{where}: expected {expected} {place}, received {text[:MOST_LETTERS]!r}.", hint)


def _hint(text: str) -> str | None:
    """Return what to write for a form of value that people know as a number."""
    if re.fullmatch(r"\d{1,4}[-/._]\d{1,2}[-/._]\d{1,4}([T ].*)?", text):
        return "write dates as numbers, such as days since a start, or leave the column out with `features`"
    if text.lower() in ("true", "false", "yes", "no", "t", "f", "y", "n"):
        return "write 1 for yes and 0 for no"
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", text):
        return f"write {text.replace(',', '')}, without commas"
    if re.fullmatch(r"[+-]?\d+,\d+", text):
        return f"write the decimal point: {text.replace(',', '.')}"
    bare = text.strip("$€£¥% ").replace("_", "")
    if bare != text and _is_float(bare):
        return f"write the number alone: {bare}"
    return None


def _is_float(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
