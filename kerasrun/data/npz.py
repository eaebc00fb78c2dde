"""Arrays of the user's own in a `.npz` file with the keys of keras.datasets.

In: the file's path. Out: facts from the headers, then the arrays. Keys: `x_train` and `y_train`; where there
are any, `x_test` and `y_test`, `x_val` and `y_val`. Called through `registry.py`.

Labels are told by dtype and shape: integers (n,) or (n, 1) are class ids, booleans of that shape are labels 0
and 1, everything else is values. Whether float rows are weights of classes shows only in their values, so
`describe` says "values" for them.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path

from kerasrun.data.archive import Header, read_array, read_headers
from kerasrun.data.examples import Array, ArrayExamples, DataFacts, LabelForm, Splits
from kerasrun.data.memory import require_memory
from kerasrun.data.origin import ARRAYS
from kerasrun.data.path import resolve_path
from kerasrun.errors import DataError
from kerasrun.spec.source import NpzSpec

KEYS = tuple(key for pair in ARRAYS.values() for key in pair)
CONTENTS = {"b": "booleans", "i": "integers", "u": "integers", "f": "floats", "U": "text"}
"""Kind of dtype to what the arrays of all splits have in common; their width may differ."""
REFUSED_DTYPES = {
    "c": ("complex numbers", "save real and imaginary part as two features"),
    "M": ("dates", "save them as numbers, such as days since a start"),
    "m": ("time spans", "save them as numbers: array / numpy.timedelta64(1, 's')"),
    "S": ("byte strings", "save them as text: array.astype('U')"),
    "V": ("structured records", "save each field as an array of numbers"),
    "O": (
        "Python objects, stored as pickles; reading a pickle can run code, so kerasrun never does",
        "save one array of numbers: numpy.array(rows, dtype='float32'), rows padded to one length",
    ),
}


Arrays = Mapping[str, tuple[str, str]]
"""Split to the keys of its inputs and targets; "train" is among them."""


def describe(
    arguments: NpzSpec, seed: int, folder: Path, allowed: Sequence[Path] = (), arrays: Arrays = ARRAYS
) -> DataFacts:
    """Return the facts that stand in the file's headers; `classes` of integers is unknown before loading.

    Raises:
        DataError: see `resolve_path` and `read_headers`; a key is missing, a dtype is none that Keras
            trains on, lengths differ, or there are no rows.
    """
    path = resolve_path(arguments.path, folder, allowed)
    return _facts(path, read_headers(path), arrays)


def load(
    arguments: NpzSpec, seed: int, folder: Path, allowed: Sequence[Path] = (), arrays: Arrays = ARRAYS
) -> Splits:
    """Return the splits: inputs (n, *shape), class ids (n,), other targets as they are.

    Dtypes are the file's, but for booleans: as inputs they become float32, as targets uint8.

    Raises:
        DataError: as `describe`, or the data is damaged.
        OutOfMemory: the arrays are larger than the machine's memory.
    """
    path = resolve_path(arguments.path, folder, allowed)
    headers = read_headers(path)
    facts = _facts(path, headers, arrays)
    used = [headers[key] for name in facts.rows for key in arrays[name]]
    # Booleans take a byte each in the file, and four as float32.
    size = sum(header.size * (4 if header.dtype.kind == "b" else 1) for header in used)
    require_memory(size, path.name)
    parts = {
        name: ArrayExamples(
            _numbers(read_array(path, x), "float32").reshape(-1, *facts.shape),
            _numbers(read_array(path, y), "uint8").reshape(-1, *facts.target_shape),
        )
        for name, (x, y) in arrays.items()
        if name in facts.rows
    }
    return Splits(**parts)


def _numbers(array: Array, dtype: str) -> Array:
    """Return booleans as 0 and 1 of `dtype`, any other array as it is."""
    return array.astype(dtype) if array.dtype.kind == "b" else array


def _facts(path: Path, headers: Mapping[str, Header], arrays: Arrays) -> DataFacts:
    _require_keys(path.name, headers, arrays)
    pairs = {name: (headers[x], headers[y]) for name, (x, y) in arrays.items() if x in headers}
    for inputs, targets in pairs.values():
        _require_inputs(inputs)
        _require_targets(targets)
        _require_rows(inputs, targets)
    train = pairs["train"]
    for pair in pairs.values():
        for header, model in zip(pair, train, strict=True):
            _require_alike(header, model)
    inputs, targets = train
    label_form = _label_form(targets)
    return DataFacts(
        # Keras takes one text a row as the shape (1,).
        shape=inputs.shape[1:] or (1,),
        dtype={"U": "string", "b": "float32"}.get(inputs.dtype.kind, inputs.dtype.name),
        rows={name: pair[0].shape[0] for name, pair in pairs.items()},
        label_form=label_form,
        classes=2 if label_form == "binary" else None,
        target_shape=targets.shape[1:] if label_form == "values" else (),
        value_range=(0, 255) if inputs.dtype.name == "uint8" else None,
    )


def _label_form(targets: Header) -> LabelForm:
    """Return "classes" for integers and "binary" for booleans, one a row."""
    if targets.shape[1:] not in ((), (1,)):
        return "values"
    if targets.dtype.kind == "b":
        return "binary"
    return "classes" if targets.dtype.kind in "iu" else "values"


def _require_keys(file: str, headers: Mapping[str, Header], arrays: Arrays) -> None:
    """Raise DataError unless each split has both of its arrays and no key is a slip of the pen."""
    for name, (x, y) in arrays.items():
        present = [key for key in (x, y) if key in headers]
        if len(present) == 2 or (not present and name != "train"):
            continue
        missing = x if x not in headers else y
        raise DataError(
            f"{file}: expected the key {missing}, received {', '.join(sorted(headers)) or 'no arrays'}.",
            _key_hint(missing, headers),
        )
    for key in headers:
        if key.startswith(("x_", "y_")) and key not in KEYS:
            close = difflib.get_close_matches(key, KEYS, n=1)
            raise DataError(
                f"{file}: expected the keys {', '.join(KEYS)}, received {key}.",
                f"did you mean {close[0]}?" if close else "save it under another name, or leave it out",
            )


def _key_hint(missing: str, headers: Mapping[str, Header]) -> str:
    close = difflib.get_close_matches(missing, [key for key in headers if key not in KEYS], n=1)
    if close:
        return f"did you mean {missing} by {close[0]}? Save the array under that name"
    return "save with numpy.savez('data.npz', x_train=..., y_train=..., x_test=..., y_test=...)"


def _require_inputs(header: Header) -> None:
    _require_dtype(header, "biufU")
    if len(header.shape) < 2 and not (header.dtype.kind == "U" and len(header.shape) == 1):
        raise DataError(
            f"{header.file}: expected {header.key} to have shape [rows, ...], received {list(header.shape)}.",
            "give one feature an axis of its own: array.reshape(-1, 1)",
        )
    if 0 in header.shape[1:]:
        raise DataError(
            f"{header.file}: expected {header.key} to have features, received shape {list(header.shape)}."
        )


def _require_targets(header: Header) -> None:
    if header.dtype.kind == "U":
        raise DataError(
            f"{header.file}: expected {header.key} to hold numbers, received text ({header.dtype}).",
            "save class ids: names, ids = numpy.unique(labels, return_inverse=True)",
        )
    _require_dtype(header, "biuf")
    if not header.shape or 0 in header.shape[1:]:
        raise DataError(
            f"{header.file}: expected {header.key} to hold a target a row, "
            f"received shape {list(header.shape)}."
        )


def _require_dtype(header: Header, kinds: str) -> None:
    """Raise DataError for a dtype that is not of one of the kinds, or wider than 64 bits."""
    kind = header.dtype.kind
    wide = kind == "f" and header.dtype.itemsize > 8
    if kind in kinds and not wide:
        return
    words, hint = REFUSED_DTYPES.get(kind, ("this dtype", "save as float32, integers or text"))
    if wide:
        words, hint = "floats of more than 64 bits", "save as float32: array.astype('float32')"
    raise DataError(
        f"{header.file}: expected {header.key} to hold numbers, received {header.dtype}: {words}.", hint
    )


def _require_rows(inputs: Header, targets: Header) -> None:
    rows, others = inputs.shape[0], targets.shape[0]
    if rows != others:
        raise DataError(
            f"{inputs.file}: expected as many rows in {targets.key} as the {rows} in {inputs.key}, "
            f"received {others}."
        )
    if rows == 0:
        raise DataError(
            f"{inputs.file}: expected at least one row in {inputs.key}, received none.",
            "leave an empty split out",
        )


def _require_alike(header: Header, model: Header) -> None:
    """Raise DataError when a split's array has another form than the same array of the training split."""
    for what, found, wanted in (
        ("rows of shape", list(header.shape[1:]), list(model.shape[1:])),
        ("values that are", CONTENTS[header.dtype.kind], CONTENTS[model.dtype.kind]),
    ):
        if found != wanted:
            raise DataError(
                f"{header.file}: expected {header.key} to have {what} {wanted}, as {model.key} has, "
                f"received {found}.",
                f"save {header.key} in the form of {model.key}",
            )
