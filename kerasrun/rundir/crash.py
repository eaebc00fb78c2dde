"""Crashes on purpose: a test names a place in `KERASRUN_FAULT`, and the process dies there by SIGKILL.

The checkpoint's writer and the training loop call `crash_at` where a crash is worst; `verify-resume` sets the
variable, and without it nothing happens. It takes one of

- `save:bytes=N`: after N bytes of a checkpoint's files,
- `save:after_tmp`, `save:before_rename`, `save:after_rename`, `save:before_prune`: between the steps of a
  save,
- `batch=N`, `epoch=N`: once N batches or epochs are done in this process,
- `interrupt=N`: once N batches are done, and by SIGINT, which the process outlives to save its work.
"""

from __future__ import annotations

import os
import signal
from typing import Literal, NoReturn

from kerasrun.errors import UsageError

VARIABLE = "KERASRUN_FAULT"

Place = Literal["save:after_tmp", "save:before_rename", "save:after_rename", "save:before_prune"]
Counter = Literal["save:bytes", "batch", "epoch", "interrupt"]

_PLACES = ("save:after_tmp", "save:before_rename", "save:after_rename", "save:before_prune")
_COUNTERS = ("save:bytes", "batch", "epoch", "interrupt")


def crash_at(place: Place) -> None:
    """Die here when `KERASRUN_FAULT` names this place.

    Raises:
        UsageError: the variable holds something else than a place or a counter.
    """
    if _planned() == (place, None):
        crash()


def crash_count(counter: Counter) -> int | None:
    """Return the N of `KERASRUN_FAULT=COUNTER=N`, at which the caller calls `crash`; None for no crash.

    Raises:
        UsageError: the variable holds something else than a place or a counter.
    """
    name, count = _planned()
    return count if name == counter else None


def crash() -> NoReturn:
    """End this process at once, as a power cut or the system's out-of-memory killer would."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("a process outlived SIGKILL")


def _planned() -> tuple[str, int | None]:
    text = os.environ.get(VARIABLE, "")
    name, _, count = text.partition("=")
    if text in ("", *_PLACES):
        return text, None
    if name in _COUNTERS and count.isascii() and count.isdigit() and len(count) < 20:
        return name, int(count)
    forms = ", ".join([*_PLACES, *(f"{counter}=N" for counter in _COUNTERS)])
    raise UsageError(f"{VARIABLE}: expected one of {forms}, received {text!r:.80}", f"unset {VARIABLE}")
