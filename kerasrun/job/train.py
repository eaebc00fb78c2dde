"""`train`: a checked spec to a finished run directory."""

from __future__ import annotations

import contextlib
import pathlib
import tempfile
from collections.abc import Iterator, Sequence

from kerasrun.events import Notify, RunCreated, SpecDoubted, ignore
from kerasrun.job.conduct import conducted
from kerasrun.job.kernel import choose_kernels
from kerasrun.job.load import check_spec
from kerasrun.job.outcome import Outcome
from kerasrun.job.paper import find_code, write_papers
from kerasrun.job.quote import quoted
from kerasrun.job.work import Work
from kerasrun.rundir.lock import hold_run
from kerasrun.rundir.manifest import write_manifest
from kerasrun.rundir.run import create_run
from kerasrun.spec.experiment import ExperimentSpec


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
    max_time: float | None = None,
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
        max_memory: bytes that the training may be expected to take, a share of the machine's where None. With
            a number it stops, saved, when the process holds more.
        max_time: seconds after which it stops as at Ctrl-C; heard in the main thread only.
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
    choose_kernels(spec)

    from kerasrun.builder.code import require_allowed
    from kerasrun.training.interrupt import StopRequest

    with quoted(spec.document):
        checked = check_spec(spec, allowed=allowed, training=True, force=force, max_memory=max_memory)
        if checked.issues:
            notify(SpecDoubted(checked.issues, spec.document.texts))
        code = find_code(spec, allowed)
        require_allowed(code, allow_code=allow_code)
        with _runs_folder(pathlib.Path(runs_dir), smoke) as folder, StopRequest(max_time, max_memory) as stop:
            run = create_run(name or spec.name, runs_dir=folder)
            if not smoke:
                notify(RunCreated(str(run.directory)))
            with hold_run(run), conducted(run, stop, smoke=smoke):
                write_papers(run, spec, code)
                # A run that is killed goes on from these: their checksums must be there by then.
                write_manifest(run)
                work = Work(run, checked, code, stop=stop, smoke=smoke, notify=notify)
                return work.do(allow_code=allow_code, allowed=allowed)


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
