"""What the label column of a CSV file holds: classes as text, class ids, or values to predict.

In: the label of one row after another. Out: the form of all of them. Called by `csv_file.py`. The rules are
those of `.npz` files: whole numbers are class ids, other numbers are values.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from kerasrun.data.csv_cell import parse_number
from kerasrun.errors import DataError

Form: TypeAlias = Literal["text", "integers", "numbers"]

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
"""A whole number of at most 64 bits."""


class LabelColumn:
    """The labels seen so far."""

    def __init__(self, file: str, column: str) -> None:
        self.file = file
        self.column = column
        self.form: Form | None = None
        self._names: set[str] = set()

    def see(self, label: str, line: int) -> None:
        """Take note of the label of the row that begins on `line`.

        Raises:
            DataError: a number among texts, or text among numbers.
        """
        if _INTEGER.fullmatch(label):
            form: Form = "integers"
        elif parse_number(label) is not None:
            form = "numbers"
        else:
            form = "text"
            self._names.add(label)
        if self.form in (None, form):
            self.form = form
        elif "text" in (form, self.form):
            expected, hint = "a number", "correct the cell, or write every class as text"
            if form != "text":
                expected, hint = (
                    "text",
                    "write every class as text, such as class_1, or every one as a number",
                )
            raise DataError(
                f"{self.file}:{line}: expected {expected} in the label column {self.column!r}, as in the "
                f"rows above, received {label[:60]!r}.",
                hint,
            )
        else:
            # Whole numbers among others are values too.
            self.form = "numbers"

    @property
    def class_names(self) -> tuple[str, ...]:
        """The classes in the order of their ids, which is that of their names; () for numbers."""
        return tuple(sorted(self._names))
