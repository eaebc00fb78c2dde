"""Whether arrays fit into this machine's memory, asked before they are made.

In: a number of bytes. Out: nothing, or `OutOfMemory`. Called by the sources that hold their data in memory.
"""

from __future__ import annotations

import os

from kerasrun.errors import OutOfMemory

UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")


def require_memory(size: int, what: str) -> None:
    """Raise OutOfMemory when `what`, an array of `size` bytes, is larger than the physical memory."""
    total = _physical_memory()
    if total is not None and size > total:
        raise OutOfMemory(
            f"{what}: expected at most the {format_bytes(total)} of this machine's memory, "
            f"received {format_bytes(size)}.",
            "use fewer rows or smaller examples",
        )


def format_bytes(size: int) -> str:
    """Return `size` bytes in binary units: `1.5 GiB`, `392 MiB`."""
    number, unit = float(size), 0
    while number >= 1024 and unit < len(UNITS) - 1:
        number, unit = number / 1024, unit + 1
    return f"{number:.{0 if unit == 0 or number >= 99.95 else 1}f} {UNITS[unit]}"


def _physical_memory() -> int | None:
    """Return the bytes of physical memory, or None where the system does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None
