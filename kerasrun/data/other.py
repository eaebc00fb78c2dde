"""Rows that a trained model is scored on beside its own: all of a file, or its test rows where it has some.

In: a source, and what the run's environment.json has recorded of the training data. Out: facts and examples,
or `DataError` where they are not of the form that the model was trained on. Called by `job/other.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kerasrun.data.examples import ArrayExamples, DataFacts
from kerasrun.data.finite import require_finite
from kerasrun.data.input import fits_shape, format_shape
from kerasrun.data.origin import ARRAYS, Origin
from kerasrun.data.path import resolve_path
from kerasrun.data.registry import find_source
from kerasrun.errors import DataError

PAIRS = (ARRAYS["test"], ("x", "y"), ARRAYS["validation"], ARRAYS["train"])
"""The arrays of a `.npz` file that are taken: the first pair that is there."""
MOST_NAMES = 20
"""Most names of classes or columns in a message."""


def describe_other(name: str, arguments: Any, folder: Path, allowed: Sequence[Path]) -> DataFacts:
    """Return the facts of a file or folder; its rows are under "train", whatever they are.

    Args:
        name: a source that reads a file or folder.
        arguments: its validated arguments.
        folder: where relative paths count from.
        allowed: further folders that files may come from.

    Raises:
        DataError: see the source.
    """
    if name == "npz":
        from kerasrun.data import npz

        return npz.describe(arguments, 0, folder, allowed, {"train": _pair(arguments.path, folder, allowed)})
    return find_source(name).describe(arguments, 0, folder, allowed)


def load_other(name: str, arguments: Any, folder: Path, allowed: Sequence[Path]) -> ArrayExamples:
    """Return the rows that `describe_other` announced.

    Raises:
        DataError: as `describe_other`, and where the data turns out to be damaged or not finite.
        OutOfMemory: the data is larger than the machine's memory.
    """
    from dataclasses import replace

    if name == "npz":
        from kerasrun.data import npz

        pair = _pair(arguments.path, folder, allowed)
        examples = npz.load(arguments, 0, folder, allowed, {"train": pair}).train
        origin = Origin(arguments.path, *pair)
    else:
        examples = find_source(name).load(arguments, 0, folder, allowed).train
        origin = examples.origin._replace(source=arguments.path)
    examples = replace(examples, origin=origin)
    require_finite(examples)
    return examples


def require_form(
    what: str, found: DataFacts, trained: Mapping[str, Any], shape: Sequence[int | None]
) -> None:
    """Raise DataError unless the data has the form that the model was trained on.

    Args:
        what: the data, for messages.
        found: its facts.
        trained: the run's record of the training data: "dtype", "columns", "classes", "class_names".
        shape: the model's input shape, without the batch axis; None for an axis of any length.
    """
    text = trained.get("dtype") == "string"
    if "dtype" in trained and text != (found.dtype == "string"):
        wanted = "text" if text else "numbers"
        raise DataError(f"{what}: expected inputs that are {wanted}, as in training, received {found.dtype}.")
    columns, names = trained.get("columns") or [], trained.get("class_names") or []
    if columns and found.columns and list(found.columns) != columns:
        raise _other_columns(what, list(found.columns), columns)
    if not fits_shape(found.shape, shape):
        raise DataError(
            f"{what}: expected examples of the model's input shape {format_shape(shape)}, received "
            f"{format_shape(found.shape)}."
        )
    if names and found.class_names and list(found.class_names) != names:
        raise DataError(
            f"{what}: expected the classes {_list(names)}, as in training, received "
            f"{_list(found.class_names)}.",
            "ids follow the sorted names: the data needs examples of every class, and of no other",
        )
    classes = trained.get("classes")
    if None not in (classes, found.classes) and classes != found.classes:
        raise DataError(f"{what}: expected {classes} classes, as in training, received {found.classes}.")


def _pair(text: str, folder: Path, allowed: Sequence[Path]) -> tuple[str, str]:
    from kerasrun.data.archive import read_headers

    path = resolve_path(text, folder, allowed)
    keys = read_headers(path)
    for pair in PAIRS:
        if pair[0] in keys or pair[1] in keys:
            return pair
    raise DataError(
        f"{path.name}: expected the keys x and y, or x_test and y_test, received "
        f"{', '.join(sorted(keys)) or 'no arrays'}.",
        "save with numpy.savez('data.npz', x=..., y=...)",
    )


def _other_columns(what: str, found: Sequence[str], wanted: Sequence[str]) -> DataError:
    missing = [name for name in wanted if name not in found]
    more = [name for name in found if name not in wanted]
    if not missing and not more:
        hint = "the columns are the same in another order: bring them into this one"
    else:
        parts = [f"{_list(missing)} missing"] * bool(missing) + [f"{_list(more)} too many"] * bool(more)
        hint = ", ".join(parts)
    return DataError(
        f"{what}: expected the columns {_list(wanted)}, as in training, received {_list(found)}.", hint
    )


def _list(names: Sequence[str]) -> str:
    return ", ".join(names[:MOST_NAMES]) + (f", ... ({len(names)} in all)" if len(names) > MOST_NAMES else "")
