"""A number of bytes as people write it."""

from __future__ import annotations

import re

from kerasrun.errors import UsageError

_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_BINARY = {"k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40}


def parse_size(text: str) -> int:
    """Return the bytes that `4GB`, `512 MiB`, `1.5g` or `800000000` stand for.

    Raises:
        UsageError: it is not a size above 0.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?", text.strip(), re.IGNORECASE)
    if match and not (match[3] and not match[2]):
        unit = match[2].lower()
        size = round(float(match[1]) * (_BINARY if match[3] else _UNITS)[unit])
        if size:
            return size
    raise UsageError(f"expected a size such as 4GB or 512MiB, received {text!r}")
