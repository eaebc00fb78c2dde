"""A table in a CSV file: one header row, then one example a row.

In: the file's path and the names of its columns. Out: facts from one pass over the file, then features (n, k)
float32 with the targets that the label column holds. Called through `registry.py`.

To describe the file is to read it, since the number of rows and classes stands nowhere else; what was found
is kept until the file changes. Python reads some ten megabytes a second, so a file of more than 1 GiB is
refused: it would make every validation wait for minutes, and `.npz` holds the same table ready to use.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from kerasrun.data.csv_label import LabelColumn
from kerasrun.data.csv_row import Rows
from kerasrun.data.csv_surprise import Surprise
from kerasrun.data.examples import ArrayExamples, DataFacts, Splits
from kerasrun.data.memory import format_bytes, require_memory
from kerasrun.data.origin import Origin
from kerasrun.data.path import resolve_path
from kerasrun.errors import DataError
from kerasrun.spec.source import CsvSpec

LARGEST_FILE = 2**30
BYTES_PER_ROW = 16
"""Target and line of a row in memory."""


def describe(arguments: CsvSpec, seed: int, folder: Path, allowed: Sequence[Path] = ()) -> DataFacts:
    """Return the facts after one pass in which every cell is checked; neither NumPy nor TensorFlow is needed.

    Raises:
        DataError: see `resolve_path`, `Rows` and `LabelColumn`; the file is larger than 1 GiB, has no rows,
            or has only one class.
    """
    path = resolve_path(arguments.path, folder, allowed)
    status = path.stat()
    if status.st_size > LARGEST_FILE:
        raise DataError(
            f"{path.name}: expected a CSV file of at most {format_bytes(LARGEST_FILE)}, received "
            f"{format_bytes(status.st_size)}.",
            "save the table once as `.npz`: numpy.savez('data.npz', x_train=..., y_train=...)",
        )
    return _survey(path, status.st_size, status.st_mtime_ns, arguments)


def load(arguments: CsvSpec, seed: int, folder: Path, allowed: Sequence[Path] = ()) -> Splits:
    """Return the rows as the training split: inputs (n, features) float32.

    Targets are class ids (n,) int64, values (n,) float32, or (n, labels) float32 where there are several.

    Raises:
        DataError: as `describe`.
        OutOfMemory: the arrays are larger than the machine's memory.
    """
    import numpy as np

    facts = describe(arguments, seed, folder, allowed)
    rows = Rows(resolve_path(arguments.path, folder, allowed), arguments)
    count, width = facts.rows["train"], facts.shape[0]
    require_memory(count * (4 * (width + len(arguments.labels)) + BYTES_PER_ROW), rows.file)
    ids = {name: index for index, name in enumerate(facts.class_names)}
    numbers, lines = array("f"), array("q")
    targets: array[Any] = array("q" if facts.label_form == "classes" else "f")
    for row in rows:
        numbers.extend(row.numbers[:width])
        lines.append(row.line)
        if facts.target_shape:
            targets.extend(row.numbers[width:])
        elif facts.label_form == "classes":
            targets.append(ids[row.label] if ids else int(row.label))
        else:
            targets.append(float(row.label))
    origin = Origin(
        inputs="the features",
        targets=f"the label column{'s' if facts.target_shape else ''} {', '.join(arguments.labels)}",
        lines=np.asarray(lines),
    )
    examples = ArrayExamples(
        np.asarray(numbers).reshape(-1, width), np.asarray(targets).reshape(-1, *facts.target_shape), origin
    )
    return Splits(examples)


@lru_cache(maxsize=8)
def _survey(path: Path, size: int, modified: int, arguments: CsvSpec) -> DataFacts:
    """Return the facts of a file, which is another one when its size or time of change is."""
    rows = Rows(path, arguments)
    columns, count = rows.columns, 0
    single = isinstance(arguments.label, str)
    label = LabelColumn(rows.file, arguments.labels[0])
    surprise = Surprise(columns.names[index] for index in columns.features)
    for row in rows:
        count += 1
        surprise.see(row.numbers)
        if single:
            label.see(row.label, row.line)
    if not count:
        below = "rows with missing values alone" if rows.dropped else "a header row alone"
        raise DataError(f"{rows.file}: expected at least one row of values, received {below}.")
    names = label.class_names
    if len(names) == 1:
        raise DataError(
            f"{rows.file}: expected at least two classes in the label column {arguments.labels[0]!r}, "
            f"received {names[0]!r} in every row."
        )
    warnings = surprise.warnings(rows.file)
    if rows.dropped:
        found = f"with a missing value are left out: {rows.dropped:,} of {rows.dropped + count:,}"
        warnings.insert(0, f"{rows.file}: rows {found}")
    return DataFacts(
        shape=(len(columns.features),),
        dtype="float32",
        rows={"train": count},
        label_form="classes" if label.form in ("text", "integers") else "values",
        classes=len(names) or None,
        target_shape=() if single else (len(arguments.labels),),
        class_names=names,
        columns=tuple(columns.names[index] for index in columns.features),
        warnings=tuple(warnings),
    )
