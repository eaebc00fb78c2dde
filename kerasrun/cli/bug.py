"""A failure that nobody foresaw, as an expected one: one line, and a file to report it with."""

from __future__ import annotations

import pathlib
import platform
import traceback

from kerasrun import __version__
from kerasrun.errors import ExitCode, KerasrunError

BUG_FILE = "kerasrun-bug.log"


class Bug(KerasrunError):
    """Something in kerasrun is wrong."""

    exit_code = ExitCode.BUG


def report_bug(error: Exception) -> Bug:
    """Write the traceback to kerasrun-bug.log in the current folder; return the error to show.

    Where the file cannot be written, the hint holds the last lines of the traceback.
    """
    head = f"kerasrun {__version__}, Python {platform.python_version()}, {platform.platform()}\n"
    lines = traceback.format_exception(error)
    first = next(iter(str(error).splitlines()), "")
    message = f"this is a bug in kerasrun: {type(error).__name__}: {first}".rstrip(": ")
    try:
        pathlib.Path(BUG_FILE).write_text(head + "".join(lines), "utf-8", errors="backslashreplace")
    except OSError:
        return Bug(message, "please report it with this: " + " | ".join("".join(lines[-3:]).split("\n")))
    return Bug(message, f"please report it with the file {BUG_FILE}")
