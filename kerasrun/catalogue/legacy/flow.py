"""A value as one writes it on a line of YAML, for the hints beside this file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")
_WORDS: Final = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
_LONGEST: Final = 80


def flow(value: Any) -> str:
    """Return `value` in YAML's flow form, `...` where it is too long for a hint."""
    text = _flow(value)
    return text if len(text) <= _LONGEST else "..."


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_flow(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    if isinstance(value, float):
        # YAML 1.1 readers take `1e-06` for text: they want a point in it.
        return re.sub(r"^(-?\d+)e", r"\1.0e", repr(value))
    if isinstance(value, str) and _PLAIN.match(value) and value.lower() not in _WORDS:
        return value
    return json.dumps(value) if value is None or isinstance(value, str | int) else "..."
