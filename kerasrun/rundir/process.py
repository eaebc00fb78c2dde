"""Whether the process that wrote a file still lives; called by `status.py`."""

from __future__ import annotations

import os
from pathlib import Path


def host_name() -> str:
    """Return this machine's name: a process number means nothing on another machine."""
    import platform

    return platform.node()


def process_start(pid: int) -> int | None:
    """Return when the process started, in clock ticks since boot; None where /proc does not tell."""
    fields = _stat_fields(pid)
    return int(fields[19]) if fields else None


def is_alive(pid: int, start: int | None) -> bool:
    """Tell whether process `pid` of this machine runs and is the one that started at `start`.

    Process numbers are given out again, so the number alone would call a killed run alive. Where the system
    does not tell, the answer is True.
    """
    if os.name == "nt":  # signal 0 would end the process there
        return True
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # it lives and belongs to somebody else
        pass
    fields = _stat_fields(pid)
    if not fields:
        return True
    return fields[0] != "Z" and start in (None, int(fields[19]))


def _stat_fields(pid: int) -> list[str]:
    # /proc/PID/stat is "pid (name) state ...", and the name may hold anything, brackets too; see proc(5).
    # Counted from the state, which is field 3 there, the start time (field 22) is item 19.
    try:
        text = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()
