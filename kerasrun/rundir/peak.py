"""The memory that this process holds, and the most it has held: for a limit, and beside what was expected."""

from __future__ import annotations

import re
import sys
from pathlib import Path

try:
    import resource
except ImportError:  # Windows has no such module.
    resource = None  # type: ignore[assignment]

_STATUS = Path("/proc/self/status")


def peak_memory() -> int | None:
    """Return the peak of resident memory in bytes; None where the system does not tell.

    It is that of the whole process: in one that trains several models, of the largest so far.
    """
    # On Linux getrusage also counts what the process held before it became this program: its parent's memory.
    own = _told("VmHWM")
    if own is not None:
        return own
    if resource is None:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts kibibytes, macOS bytes: getrusage(2).
    return peak if sys.platform == "darwin" else peak * 1024


def used_memory() -> int | None:
    """Return the resident memory in bytes as it is now; where the system does not tell, `peak_memory`."""
    now = _told("VmRSS")
    return peak_memory() if now is None else now


def _told(key: str) -> int | None:
    """Return what Linux tells of this process, in bytes: proc_pid_status(5)."""
    text = _STATUS.read_text() if _STATUS.exists() else ""
    found = re.search(rf"^{key}:\s*(\d+) kB$", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else None
