"""Records of a CSV file, by RFC 4180: quotes, and separators and line breaks within quotes.

In: the path of a local file. Out: the cells of each record with the line of the file that it begins on.
Called by `csv_header.py` for the first record and by `csv_row.py` for all. A `#` begins no comment, and a
byte order mark is no part of the first name.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from kerasrun.errors import DataError

SEPARATORS = {",": ",", ";": ";", "|": "|", "tab": "\t"}
"""What a spec calls a separator to the character in the file."""


def read_records(path: Path, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line counted from 1, cells) of each record; blank lines are skipped.

    Args:
        path: the file.
        separator: one of the keys of SEPARATORS.

    Raises:
        DataError: not UTF-8, or quotes that do not close.
    """
    line = 1
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=SEPARATORS[separator], strict=True, skipinitialspace=True)
        try:
            for cells in reader:
                if cells:
                    yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            raise DataError(
                f"{path.name}:{line}: expected a row of values, received one that cannot be read ({error}).",
                "close every quote, and write a quote within quotes twice",
            ) from error
        except UnicodeDecodeError as error:
            byte = error.object[error.start]
            raise DataError(
                f"{path.name}:{_undecodable_line(path)}: expected UTF-8 text, received the byte {byte:#04x}.",
                "save the table as CSV in UTF-8",
            ) from error


def _undecodable_line(path: Path) -> int:
    """Return the first line that is not UTF-8; the decoder, which reads in blocks, does not know it."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return number
    return 1
