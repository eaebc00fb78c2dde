"""Which data source reads a file or folder, and with which arguments.

In: the path that `init --from-data` or `evaluate --data` got. Out: the source's name and arguments. Called by
`draft.py` and `other.py`.
"""

from __future__ import annotations

import os
import pathlib
from collections.abc import Sequence
from math import isqrt

from kerasrun.data.csv_cell import is_missing, parse_number
from kerasrun.data.csv_header import read_header
from kerasrun.data.csv_record import SEPARATORS, read_records
from kerasrun.data.image_folder import image_files
from kerasrun.data.image_header import parse_header
from kerasrun.data.load import describe_data
from kerasrun.data.path import resolve_path
from kerasrun.errors import DataError, UsageError
from kerasrun.spec.data import SourceSpec
from kerasrun.spec.source import CsvSpec, ImagesSpec, NpzSpec

SIDE = 64
"""Largest height and width of images that a first model is given."""


def draft_source(
    data: pathlib.Path, folder: pathlib.Path, allowed: Sequence[pathlib.Path] = ()
) -> SourceSpec:
    """Return the source for `data`, whose path is written relative to `folder`.

    Raises:
        UsageError: not a .npz or .csv file or a folder.
        DataError: the file is missing, unfit, or outside the project.
    """
    path = os.path.relpath(data, folder)
    suffix = data.suffix.lower()
    if data.is_dir() or not suffix:
        fields = {"path": path, "size": _image_size(path, folder, allowed)}
        return SourceSpec("images", ImagesSpec.model_validate(fields))
    if suffix == ".npz":
        return SourceSpec("npz", NpzSpec(path=path))
    if suffix in (".csv", ".tsv"):
        return SourceSpec("csv", _table(path, folder, allowed))
    raise UsageError(
        f"expected a .npz or .csv file, or a folder of images, received {data.name!r}",
        "save arrays with numpy.savez(file, x_train=..., y_train=...)",
    )


def _image_size(path: str, folder: pathlib.Path, allowed: Sequence[pathlib.Path]) -> list[int]:
    """Return a square of about as many pixels as the first image has, or of SIDE where it is larger."""
    first = next(iter(image_files(path, folder, allowed)))
    header = parse_header(first.path.read_bytes())
    side = min(SIDE, isqrt(header.pixels) or SIDE) if header else SIDE
    return [side, side]


def _table(path: str, folder: pathlib.Path, allowed: Sequence[pathlib.Path]) -> CsvSpec:
    """Return the arguments for a table: the last column is the label, other columns of text are left out."""
    file = resolve_path(path, folder, allowed)
    with file.open("rb") as stream:
        line = stream.readline().decode("utf-8", "replace")
    separator = max(SEPARATORS, key=lambda name: line.count(SEPARATORS[name]))
    names = read_header(file, separator)
    records = read_records(file, separator)
    next(records)
    _, first = next(records, (0, []))
    text = {name for name, cell in zip(names, first, strict=False) if not _may_be_number(cell)}
    numeric = [name for name in names[:-1] if name not in text]
    arguments = CsvSpec.model_validate(
        {
            "path": path,
            "label": names[-1],
            "separator": separator,
            "features": numeric if 0 < len(numeric) < len(names) - 1 else None,
        }
    )
    try:
        describe_data("csv", arguments, seed=0, folder=folder, allowed=allowed)
    except DataError:
        # Another mistake than a missing value is found again by whoever reads the table next.
        return arguments.model_copy(update={"missing": "drop"})
    return arguments


def _may_be_number(cell: str) -> bool:
    return is_missing(cell) or parse_number(cell) is not None
