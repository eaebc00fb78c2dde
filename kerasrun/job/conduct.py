"""The work of a run from its begin to whatever end, and a run directory that says how it ended."""

from __future__ import annotations

import contextlib
import shlex
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kerasrun.errors import HungUp, Interrupted, KerasrunError, OutOfMemory, Terminated, TrainingFault
from kerasrun.report.report import write_report
from kerasrun.rundir.history import read_history
from kerasrun.rundir.layout import Run
from kerasrun.rundir.manifest import write_manifest
from kerasrun.rundir.status import Ending, read_status, write_status

if TYPE_CHECKING:
    from kerasrun.training.interrupt import StopRequest


@contextlib.contextmanager
def conducted(run: Run, stop: StopRequest, *, smoke: bool = False) -> Iterator[None]:
    """Within the `with` block a run is worked on; an early end is written down before the error goes on.

    Raises:
        Interrupted, OutOfMemory: in place of a signal and of a lack of memory.
    """
    try:
        yield
    except BaseException as error:
        with stop.held():
            told = _explain(error, run, stop, smoke)
            _close(run, told, stop.reason)
        if told is error:
            raise
        raise told from error


_LIMITS = {
    "max-time": "the time is up: stopped",
    "max-memory": "more memory is in use than the limit: stopped",
}
_KINDS = {signal.SIGTERM: Terminated, signal.SIGHUP: HungUp}


def _explain(error: BaseException, run: Run, stop: StopRequest, smoke: bool) -> BaseException:
    """Return the error to raise: a signal and a lack of memory become errors of kerasrun."""
    # A signal during TensorFlow's import can surface as an ImportError.
    if isinstance(error, KeyboardInterrupt) or (stop.signal and not isinstance(error, KerasrunError)):
        kind = _KINDS.get(stop.signal or signal.SIGINT, Interrupted)
        epochs = _epochs_done(run)
        what = _LIMITS.get(stop.reason, "interrupted")
        message = f"{what} after {epochs} whole epoch{'' if epochs == 1 else 's'}"
        if smoke:
            return kind(message)
        command = f"kerasrun resume {shlex.quote(str(run.directory))}"
        hint = f"go on with `{command}`" if run.checkpoints_directory.exists() else None
        return kind(f"{message}; what was done is in {run.directory}", hint)
    if isinstance(error, MemoryError):
        return OutOfMemory("the memory does not hold this job", "take fewer rows, or a smaller model")
    return error


def _close(run: Run, error: BaseException, signal_name: str) -> None:
    """Leave a run directory that says how it ended; a full disk must not hide the first error."""
    if not run.directory.is_dir():
        return
    try:
        status = read_status(run)
        if status.state == "running":
            reason = error.message if isinstance(error, KerasrunError) else type(error).__name__
            state: Ending = "failed"
            if isinstance(error, Interrupted):
                state, reason = "interrupted", signal_name
            at = error.at if isinstance(error, TrainingFault) else None
            write_status(run, status.end(state, epochs=_epochs_done(run), reason=reason, at=at))
        write_report(run)
        write_manifest(run)
    except KerasrunError:
        return


def _epochs_done(run: Run) -> int:
    return len(read_history(run))
