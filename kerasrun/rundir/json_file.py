"""Values to strict JSON text (no NaN, no infinity), and JSON files back to values.

Called by the files of this room that write or read a `.json` or `.jsonl`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kerasrun.errors import StorageError
from kerasrun.rundir.fault import read_fault, require_file

SIZE_LIMIT = 64_000_000
"""Largest JSON file in bytes that is read; ours are a few kilobytes."""


def format_json(value: object, *, indent: int | None = None) -> str:
    """Return `value` as JSON text, keys in their order; numbers that are not finite become null.

    Args:
        value: mappings, lists, tuples, text, numbers, booleans and None; NumPy scalars count as numbers.
        indent: spaces per level, or None for one line.

    Raises:
        TypeError: a value JSON has no form for.
    """
    return json.dumps(_plain(value), indent=indent, ensure_ascii=False, allow_nan=False)


def parse_json(text: str | bytes) -> Any:
    """Return the value of strict JSON text.

    Raises:
        ValueError: not UTF-8, not JSON, nested too deeply, or with NaN or Infinity, which JSON has not.
    """
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def read_object(path: Path) -> dict[str, Any]:
    """Return the JSON object that the file at `path` holds.

    Raises:
        StorageError: no such regular file, not readable, too large, or not a JSON object.
    """
    try:
        require_file(path)
        with path.open("rb") as stream:
            content = stream.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise read_fault(path, error) from error
    if len(content) > SIZE_LIMIT:
        raise StorageError(f"{path}: expected at most {SIZE_LIMIT // 10**6} MB, received a larger file")
    try:
        value = parse_json(content)
    except ValueError as error:
        raise StorageError(f"{path}: expected JSON, but {error}", "the file was changed or damaged") from None
    if not isinstance(value, dict):
        raise StorageError(f"{path}: expected a JSON object", "the file was changed or damaged")
    return value


def _plain(value: object) -> Any:
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if hasattr(value, "item"):  # a NumPy scalar or an array of one number
        return _plain(value.item())
    raise TypeError(f"expected a JSON value, received {type(value).__name__}")


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
