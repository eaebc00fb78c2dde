"""The most memory that this process has held so far, for the record beside what was expected."""

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
    own = re.search(r"^VmHWM:\s*(\d+) kB$", _STATUS.read_text(), re.MULTILINE) if _STATUS.exists() else None
    if own:
        return int(own[1]) * 1024
    if resource is None:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts kibibytes, macOS bytes: getrusage(2).
    return peak if sys.platform == "darwin" else peak * 1024
