"""Values to strict JSON text and back to the same values, NaN and the infinities included.

A checkpoint's state is written so: `format_json` makes null of a number that is not finite, which is good
enough for people and loses what a callback remembers. Here such a number is `{"$float": "nan"}`, and a key
that begins with `$` gets a second one, so that no mapping can be mistaken for a number.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from kerasrun.rundir.json_file import parse_json

_FLOAT = "$float"
_NAMES = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


def format_exact(value: object) -> str:
    """Return `value` as JSON text that `parse_exact` turns back into it.

    Args:
        value: mappings with text as keys, lists, text, numbers, booleans and None. A tuple comes back as a
            list, a NumPy scalar as the number it is.

    Raises:
        TypeError: a value JSON has no form for, or a key that is not text.
        ValueError: nested too deeply.
    """
    try:
        return json.dumps(_encode(value), indent=1, allow_nan=False)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def parse_exact(text: str | bytes) -> Any:
    """Return the value that `format_exact` wrote.

    Raises:
        ValueError: not JSON, nested too deeply, or a key that `format_exact` does not write.
    """
    try:
        return _decode(parse_json(text))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _encode(value: object) -> Any:
    if value is None or isinstance(value, (bool, str, int)):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else {_FLOAT: str(float(value))}
    if isinstance(value, Mapping):
        return {_escape(key): _encode(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_encode(item) for item in value]
    plain = value.item() if hasattr(value, "item") and not getattr(value, "shape", None) else value
    if isinstance(plain, (bool, str, int, float)):  # what NumPy keeps as a scalar of its own kind
        return _encode(plain)
    raise TypeError(f"expected a JSON value, received {type(value).__name__}")


def _escape(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"expected text as a key, received {type(key).__name__}")
    return f"${key}" if key.startswith("$") else key


def _decode(value: Any) -> Any:
    if isinstance(value, list):
        return [_decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    if list(value) == [_FLOAT]:
        name = value[_FLOAT]
        if not isinstance(name, str) or name not in _NAMES:
            raise ValueError(f"{_FLOAT}: expected one of {', '.join(_NAMES)}, received {name!r:.80}")
        return _NAMES[name]
    return {_unescape(key): _decode(item) for key, item in value.items()}


def _unescape(key: str) -> str:
    if key.startswith("$") and not key.startswith("$$"):
        raise ValueError(f"expected no key {key[:80]!r}")
    return key.removeprefix("$")
