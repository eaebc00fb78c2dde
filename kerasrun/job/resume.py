"""`resume`: a run that was stopped or killed goes on to the same bits; a finished one trains further."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kerasrun.errors import ResumeRefused, StorageError, UsageError
from kerasrun.events import Noted, Notify, RunCreated, Warned, ignore
from kerasrun.job.change import find_changes
from kerasrun.job.conduct import conducted
from kerasrun.job.kernel import choose_kernels
from kerasrun.job.load import Checked, check_spec, load_spec
from kerasrun.job.outcome import Outcome
from kerasrun.job.paper import find_code, resolved_text, rewrite_papers
from kerasrun.job.quote import quoted
from kerasrun.job.work import Work
from kerasrun.rundir.checkpoint import Checkpoint, Position, best_position, read_checkpoint
from kerasrun.rundir.environment import PACKAGES, VARIABLES, describe_variables, read_environment
from kerasrun.rundir.history import read_history, trim_history
from kerasrun.rundir.layout import Run
from kerasrun.rundir.lock import hold_run
from kerasrun.rundir.manifest import check_manifest, read_manifest, write_manifest
from kerasrun.rundir.run import open_run
from kerasrun.rundir.scores import read_scores
from kerasrun.rundir.status import Status, read_status, write_status
from kerasrun.rundir.version import package_version
from kerasrun.source.read import read_document
from kerasrun.source.reader import parse_document
from kerasrun.spec.experiment import ExperimentSpec

MOST_FAILURES = 2
"""At one step, with nothing changed between them."""


def resume(
    run: Run | str | pathlib.Path,
    *,
    epochs: str | None = None,
    best: bool = False,
    spec: ExperimentSpec | None = None,
    allow_change: bool = False,
    allow_code: bool = False,
    allowed: Sequence[pathlib.Path] = (),
    max_memory: int | None = None,
    max_time: float | None = None,
    notify: Notify = ignore,
) -> Outcome:
    """Go on with a run from its last checkpoint; from the start where it has none yet.

    Args:
        run: a run or its directory.
        epochs: `+10` for so many more than the run was to have, `=200` or `200` for so many in all.
        best: from the best checkpoint that was kept, instead of the last one; those after it go. It makes a
            difference to a changed spec or changed data only.
        spec: what the run was started with, perhaps changed since; the run's own where None.
        allow_change: go on although the spec or the data changed.
        allow_code: let Python files that the spec names run.
        allowed: folders outside the project that data may come from.
        max_memory: see `train`.
        max_time: see `train`.
        notify: called with the events of `kerasrun.events`.

    Returns:
        The outcome; of a run that was finished already, as it was.

    Raises:
        ResumeRefused: the spec or the data is another one, no checkpoint is whole, or training failed twice
            at the same step.
        UsageError: not a run, `epochs` is no number, or there is no best checkpoint.
        StorageError: the run is in use, or a file of it is damaged.
        SpecError, DataError, BuildError, TrainingFault, Interrupted, OutOfMemory: see `train`.
    """
    run = run if isinstance(run, Run) else open_run(run)
    with hold_run(run):
        if read_manifest(run).files:
            check_manifest(run, [run.resolved_file.name])
        # Else it was killed between its last paper, which is this one, and its first checksums.
        status = read_status(run)
        own = load_spec(run.resolved_file)
        wanted = _with_epochs(run, own if spec is None else spec, epochs)
        departures = _compare_specs(run, wanted, allow_change=allow_change)
        if not allow_change:
            _require_hope(run, status, wanted)
        if status.state == "finished" and not best and _is_done(run, own, wanted):
            notify(Noted(_finished_note(run, own)))
            return _recorded(run, status)
        checkpoint = read_checkpoint(run, _best(run) if best else None)
        for note in checkpoint.notes if checkpoint else ():
            notify(Warned(note))
        choose_kernels(wanted)
        departures += _compare_versions(run, notify)

        from kerasrun.builder.code import require_allowed
        from kerasrun.training.interrupt import StopRequest

        with quoted(wanted.document):
            checked = check_spec(wanted, allowed=allowed, training=True, force=True, max_memory=max_memory)
            code = find_code(wanted, allowed)
            require_allowed(code, allow_code=allow_code)
            notify(RunCreated(str(run.directory)))
            _say_where(checkpoint, checked, notify)
            with StopRequest(max_time, max_memory) as stop, conducted(run, stop):
                write_status(run, _begun_again(status, changed=allow_change))
                trim_history(run, checkpoint.position.epoch if checkpoint else 0)
                rewrite_papers(run, wanted)
                write_manifest(run)
                work = Work(run, checked, code, stop=stop, smoke=False, notify=notify)
                if checkpoint is not None:
                    work.go_on_from(checkpoint, allow_change=allow_change, departures=departures)
                return work.do(allow_code=allow_code, allowed=allowed)


def _best(run: Run) -> Position:
    position = best_position(run)
    if position is None:
        raise UsageError(
            f"{run.directory} has no best checkpoint",
            "checkpoints are compared at the ends of epochs: write `runtime.checkpoint: epoch`",
        )
    return position


def _with_epochs(run: Run, spec: ExperimentSpec, epochs: str | None) -> ExperimentSpec:
    """Return the spec with as many epochs as are wanted; the rest as it is."""
    if epochs is None:
        return spec
    match = re.fullmatch(r"([+=]?)(\d{1,9})", epochs.strip())
    if match is None or int(match[2]) == 0:
        raise UsageError(f"expected epochs such as +10 or =200, received {epochs!r}")
    total = int(match[2]) + (load_spec(run.resolved_file).fit.epochs if match[1] == "+" else 0)
    fit = spec.fit.model_copy(update={"epochs": total})
    changed = spec.model_copy(update={"fit": fit})
    changed._document = spec.document
    return changed


def _compare_specs(run: Run, spec: ExperimentSpec, *, allow_change: bool) -> list[str]:
    """Return the fields that changed since and are not safe to."""
    old = read_document(run.resolved_file).data
    new = parse_document(resolved_text(run, spec), run.resolved_file.name).data
    changes = find_changes(old, new)
    unsafe = [str(change) for change in changes if not change.is_safe]
    if unsafe and not allow_change:
        raise ResumeRefused(
            f"{run.directory}: the spec is not that of the run: {'; '.join(unsafe)}",
            "train it as a run of its own, or `--allow-change`, which gives up that it repeats; "
            "fit.epochs, expect, lint and runtime.checkpoint may change",
        )
    return unsafe


def _require_hope(run: Run, status: Status, spec: ExperimentSpec) -> None:
    """Refuse to take the same steps to the same bad number again and again."""
    failure = status.failure
    if failure is None or failure.times < MOST_FAILURES or spec.fit.epochs <= failure.epoch:
        return
    step = f"epoch {failure.epoch + 1}, step {failure.step}"
    last = status.reason if status.state == "failed" else None
    raise ResumeRefused(
        f"{run.directory}: training failed {failure.times} times at one step, and unchanged it fails there "
        f"again: {last or step}",
        "take a smaller learning rate, `clipnorm: 1.0` in the optimizer, or data without the rows named, and "
        "go on with `kerasrun train SPEC --resume --allow-change`",
    )


def _is_done(run: Run, own: ExperimentSpec, wanted: ExperimentSpec) -> bool:
    """Tell whether nothing is left to train: all epochs are done, or a callback ended it before."""
    done = len(read_history(run))
    return done >= wanted.fit.epochs or done < own.fit.epochs


def _finished_note(run: Run, own: ExperimentSpec) -> str:
    done = len(read_history(run))
    if done < own.fit.epochs:
        return f"the run is finished: a callback ended it after {done} of {own.fit.epochs} epochs"
    return f"the run is finished: {done} epochs; with more, as `kerasrun resume --epochs +10`, it goes on"


def _recorded(run: Run, status: Status) -> Outcome:
    """Return the outcome of a finished run from its files."""
    scores, history = read_scores(run), read_history(run)
    return Outcome(
        run=run,
        status=status.state,
        epochs=status.epochs,
        steps=sum(int(line.get("steps") or 0) for line in history),
        scores=_numbers(scores["scores"]),
        baselines=_numbers(scores.get("baselines", {})),
        rows=scores["rows"],
        seconds={},
        weights_sha256=str(scores.get("weights_sha256")),
        optimizer_sha256=str(scores.get("optimizer_sha256")),
    )


def _numbers(scores: Mapping[str, Mapping[str, float | None]]) -> dict[str, dict[str, float]]:
    """Return scores as they were before they were written: what was not finite is NaN."""
    return {
        split: {name: float("nan") if value is None else value for name, value in values.items()}
        for split, values in scores.items()
    }


def _compare_versions(run: Run, notify: Notify) -> list[str]:
    """Warn where the run was begun with other versions or variables, and return so: the bits may differ."""
    try:
        environment = read_environment(run)
    except StorageError:
        return []
    versions = environment.get("versions") or {}
    other = [
        f"{name} {versions[name]}"
        for name in PACKAGES
        if versions.get(name, package_version(name)) != package_version(name)
    ]
    was, is_now = environment.get("variables") or {}, describe_variables()
    other += [
        f"{name}={was[name]}" if name in was else f"no {name}"
        for name in VARIABLES
        if was.get(name) != is_now.get(name)
    ]
    if not other:
        return []
    told = f"the run was begun with {', '.join(other)}"
    notify(Warned(f"{told}: it need not end with the same bits"))
    return [told]


def _say_where(checkpoint: Checkpoint | None, checked: Checked, notify: Notify) -> None:
    if checkpoint is None:
        notify(Noted("the run has no checkpoint yet: it begins again"))
        return
    position = checkpoint.position
    step = f", step {position.step}" if position.step else ""
    epochs = checked.spec.fit.epochs
    notify(Noted(f"going on in epoch {min(position.epoch + 1, epochs)} of {epochs}{step}"))


def _begun_again(status: Status, *, changed: bool) -> Status:
    """Return the status of this process at work on a run that began earlier; a changed one may fail anew."""
    return replace(Status.begin(), started=status.started, failure=None if changed else status.failure)
