"""status.json: whether a run is running, finished, interrupted or failed, and why.

`create_run` begins it and `job/` ends it; `runs` and the report read it. A run whose process is gone without
having ended its status was killed and reads as stopped.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, cast, get_args

from kerasrun.errors import StorageError
from kerasrun.rundir.atomic import write_json
from kerasrun.rundir.clock import format_instant, parse_instant
from kerasrun.rundir.json_file import read_object
from kerasrun.rundir.layout import Run
from kerasrun.rundir.process import host_name, is_alive, process_start

Ending = Literal["finished", "interrupted", "failed"]
State = Literal["running", "finished", "interrupted", "failed", "stopped"]
"""`stopped` is never written: it is what `running` reads as when the process is gone."""
_WRITTEN = ("running", *get_args(Ending))


@dataclass(frozen=True)
class Failure:
    """The step at which a number of the training went bad; a run that goes on unchanged fails there again."""

    epoch: int
    """Counted from 0."""
    step: int
    """Batches of the epoch, the bad one included."""
    times: int = 1
    """How often it failed there in a row."""


@dataclass(frozen=True)
class Status:
    """How far a run came; times in UTC."""

    state: State
    reason: str | None = None
    """Why it ended, where that is not plain: the error's message, the signal, the callback."""
    started: datetime | None = None
    ended: datetime | None = None
    epochs: int = 0
    """Whole epochs done."""
    pid: int | None = None
    """The process that trains; with `host` and `process_start` it is told apart from any other."""
    host: str | None = None
    process_start: int | None = None
    """Clock ticks since boot, where the system tells."""
    failure: Failure | None = None

    @classmethod
    def begin(cls, now: datetime | None = None) -> Status:
        """Return the status of a run that this process begins at `now`."""
        pid = os.getpid()
        started = parse_instant(format_instant(now))
        return cls("running", None, started, None, 0, pid, host_name(), process_start(pid))

    def end(
        self,
        state: Ending,
        *,
        epochs: int,
        reason: str | None = None,
        at: tuple[int, int] | None = None,
        now: datetime | None = None,
    ) -> Status:
        """Return this status ended at `now` after `epochs` whole epochs.

        Args:
            state: how it ended.
            epochs: whole epochs done.
            reason: why, where that is not plain.
            at: epoch and step, as `Failure` has them, where a number of the training went bad.
            now: the time.
        """
        failure = None if state == "finished" else self.failure
        if at is not None:
            again = failure is not None and (failure.epoch, failure.step) == at
            failure = Failure(*at, times=failure.times + 1 if failure and again else 1)
        ended = parse_instant(format_instant(now))
        return replace(self, state=state, reason=reason, epochs=epochs, ended=ended, failure=failure)


def write_status(run: Run, status: Status) -> None:
    """Write status.json.

    Raises:
        StorageError: it cannot be written.
    """
    value = {
        "state": status.state,
        "reason": status.reason,
        "started": None if status.started is None else format_instant(status.started),
        "ended": None if status.ended is None else format_instant(status.ended),
        "epochs": status.epochs,
        "pid": status.pid,
        "host": status.host,
        "process_start": status.process_start,
        "failure": None if status.failure is None else vars(status.failure),
    }
    write_json(run.status_file, value)


def read_status(run: Run) -> Status:
    """Return the run's status; `running` reads as `stopped`, "killed", where its process is gone.

    Raises:
        StorageError: status.json is missing or damaged.
    """
    value = read_object(run.status_file)
    state = value.get("state")
    if state not in _WRITTEN:
        raise StorageError(
            f"{run.status_file}: state: expected one of {', '.join(_WRITTEN)}, received {state!r:.80}",
            "the file was changed or damaged",
        )
    status = Status(
        cast(State, state),
        _optional(value, "reason", str),
        parse_instant(value.get("started")),
        parse_instant(value.get("ended")),
        _optional(value, "epochs", int) or 0,
        _optional(value, "pid", int),
        _optional(value, "host", str),
        _optional(value, "process_start", int),
        _parse_failure(value.get("failure")),
    )
    return replace(status, state="stopped", reason="killed") if _is_orphan(status) else status


def _is_orphan(status: Status) -> bool:
    if status.state != "running" or not status.pid or status.pid < 0 or status.host != host_name():
        return False
    return not is_alive(status.pid, status.process_start)


def _parse_failure(value: Any) -> Failure | None:
    """Return the failure; None for none, and for what this version does not write."""
    parts = (
        [_optional(value, key, int) for key in ("epoch", "step", "times")] if isinstance(value, dict) else []
    )
    return Failure(*parts) if parts and None not in parts else None


def _optional(value: dict[str, Any], key: str, kind: type) -> Any:
    item = value.get(key)
    return item if isinstance(item, kind) and not isinstance(item, bool) else None
