"""`train`: a checked spec to a finished run directory."""

from __future__ import annotations

import contextlib
import pathlib
import shlex
import signal
import tempfile
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kerasrun.errors import Interrupted, KerasrunError, OutOfMemory, Terminated
from kerasrun.events import Notify, RunCreated, SpecDoubted, ignore
from kerasrun.job.load import check_spec
from kerasrun.job.outcome import Outcome
from kerasrun.job.paper import find_code, write_papers
from kerasrun.job.quote import quoted
from kerasrun.job.work import Work
from kerasrun.report.report import write_report
from kerasrun.rundir.history import read_history
from kerasrun.rundir.layout import Run
from kerasrun.rundir.manifest import write_manifest
from kerasrun.rundir.run import create_run
from kerasrun.rundir.status import Ending, read_status, write_status
from kerasrun.spec.experiment import ExperimentSpec

if TYPE_CHECKING:
    from kerasrun.training.interrupt import StopRequest


def train(
    spec: ExperimentSpec,
    *,
    runs_dir: str | pathlib.Path = "runs",
    name: str | None = None,
    smoke: bool = False,
    allow_code: bool = False,
    allowed: Sequence[pathlib.Path] = (),
    force: bool = False,
    max_memory: int | None = None,
    notify: Notify = ignore,
) -> Outcome:
    """Train the spec's model, score it on every split and keep everything in a new run directory.

    Args:
        spec: from `load_spec`.
        runs_dir: the folder that the run directory is made in.
        name: names the run directory instead of the spec's name.
        smoke: a few batches of every phase (train, validate, evaluate, save, reload) in a temporary folder
            of the working directory; nothing is kept.
        allow_code: let Python files that the spec names run.
        allowed: folders outside the project that data may come from.
        force: train although lints find the spec wrong.
        max_memory: bytes that the training may be expected to take; a share of the machine's where None.
        notify: called with the events of `kerasrun.events`.

    Returns:
        The outcome; `missed` holds the expectations that were not met.

    Raises:
        SpecError: sections do not go together, or one that training needs is missing.
        UsageError: the spec names code that is not allowed to run.
        DataError: the data is missing, damaged or does not fit.
        BuildError: Keras refuses the model.
        TrainingFault: the loss is no longer a number; the run directory says so.
        Interrupted: Ctrl-C; Terminated, which is one, for a termination signal. The run directory holds what
            was done.
        StorageError: the run directory cannot be written.
        OutOfMemory: the machine's memory does not hold the job.
    """
    from kerasrun.builder.code import require_allowed
    from kerasrun.training.interrupt import StopRequest

    with quoted(spec.document):
        checked = check_spec(spec, allowed=allowed, training=True, force=force, max_memory=max_memory)
        if checked.issues:
            notify(SpecDoubted(checked.issues, spec.document.texts))
        code = find_code(spec, allowed)
        require_allowed(code, allow_code=allow_code)
        with _runs_folder(pathlib.Path(runs_dir), smoke) as folder, StopRequest() as stop:
            run = create_run(name or spec.name, runs_dir=folder)
            if not smoke:
                notify(RunCreated(str(run.directory)))
            try:
                write_papers(run, spec, code)
                work = Work(run, checked, code, stop=stop, smoke=smoke, notify=notify)
                return work.do(allow_code=allow_code, allowed=allowed)
            except BaseException as error:
                told = _explain(error, run, stop, smoke)
                _close(run, told)
                if told is error:
                    raise
                raise told from error


@contextlib.contextmanager
def _runs_folder(folder: pathlib.Path, smoke: bool) -> Iterator[pathlib.Path]:
    """Yield where the run directory is made; a smoke run's is gone afterwards."""
    if not smoke:
        yield folder
        return
    # In the working directory, since nothing is written outside it, the run directories and the cache.
    here = pathlib.Path.cwd()
    with tempfile.TemporaryDirectory(
        prefix=".kerasrun-smoke-", dir=here, ignore_cleanup_errors=True
    ) as temporary:
        yield pathlib.Path(temporary)


def _explain(error: BaseException, run: Run, stop: StopRequest, smoke: bool) -> BaseException:
    """Return the error to raise: a signal and a lack of memory become errors of kerasrun."""
    # A signal during TensorFlow's import can surface as an ImportError.
    if isinstance(error, KeyboardInterrupt) or (stop.signal and not isinstance(error, KerasrunError)):
        kind = Terminated if stop.signal is signal.SIGTERM else Interrupted
        epochs = _epochs_done(run)
        message = f"interrupted after {epochs} whole epoch{'' if epochs == 1 else 's'}"
        if smoke:
            return kind(message)
        command = f"kerasrun evaluate {shlex.quote(str(run.directory))}"
        hint = f"see its scores with `{command}`" if run.model_file.exists() else None
        return kind(f"{message}; what was done is in {run.directory}", hint)
    if isinstance(error, MemoryError):
        return OutOfMemory("the memory does not hold this job", "take fewer rows, or a smaller model")
    return error


def _close(run: Run, error: BaseException) -> None:
    """Leave a run directory that says how it ended; a full disk must not hide the first error."""
    if not run.directory.is_dir():
        return
    try:
        status = read_status(run)
        if status.state == "running":
            reason = error.message if isinstance(error, KerasrunError) else type(error).__name__
            state: Ending = "failed"
            if isinstance(error, Interrupted):
                state, reason = "interrupted", "SIGTERM" if isinstance(error, Terminated) else "SIGINT"
            write_status(run, status.end(state, epochs=_epochs_done(run), reason=reason))
        write_report(run)
        write_manifest(run)
    except KerasrunError:
        return


def _epochs_done(run: Run) -> int:
    return len(read_history(run))
