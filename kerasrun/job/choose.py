"""Which run a user means: by its name or directory, by its spec, or the latest.

In: the word of the command line. Out: the run, and what there is to tell. Called by `evaluate`.
"""

from __future__ import annotations

import pathlib
import shlex
from collections.abc import Sequence
from typing import NamedTuple

from kerasrun.errors import KerasrunError, UsageError
from kerasrun.job.change import find_changes
from kerasrun.job.load import load_spec
from kerasrun.job.paper import resolved_text
from kerasrun.rundir.layout import Run
from kerasrun.rundir.run import find_run, latest_run, list_runs, open_run
from kerasrun.source.file import SUFFIXES
from kerasrun.source.read import read_document
from kerasrun.source.reader import parse_document
from kerasrun.spec.experiment import ExperimentSpec


class Choice(NamedTuple):
    """A run, and what the user should know of the choice."""

    run: Run
    notes: tuple[str, ...] = ()


def choose_run(
    named: pathlib.Path | None, runs_dir: pathlib.Path, *, allowed: Sequence[pathlib.Path] = ()
) -> Choice:
    """Return the run that `named` means.

    A run records the spec that it trained, not where the file lay. So a spec means the newest run of a spec
    of its name, and a note tells what differs.

    Args:
        named: a run's directory or name, or the file of a spec; the latest run where None.
        runs_dir: the folder of runs.
        allowed: folders outside the project that the spec may read from.

    Raises:
        UsageError: there is no such run.
        SpecError: the spec is wrong.
        StorageError: the run is damaged.
    """
    if named is None:
        return Choice(latest_run(runs_dir))
    is_spec = named.suffix.lower() in SUFFIXES and not named.is_dir()
    if not is_spec or (named.parent / "manifest.json").is_file():
        # A file of a run is none of its specs: the error names the directory.
        return Choice(open_run(find_run(named, runs_dir)))
    spec = load_spec(named, allowed=allowed)
    run = next((run for run in list_runs(runs_dir) if _trained_name(run) == spec.name), None)
    if run is None:
        raise UsageError(
            f"expected a run of {named}, which is called {spec.name!r}, in '{runs_dir}', found none",
            f"train it first: kerasrun train {shlex.quote(str(named))}",
        )
    return Choice(run, (f"the newest run of {named}: {run.directory}", *_differences(run, spec)))


def _trained_name(run: Run) -> object:
    """Return the name in the run's spec, which `train --name` leaves as it is; None where it is lost."""
    try:
        return None if run.broken else read_document(run.resolved_file).data.get("name")
    except KerasrunError:
        return None


def _differences(run: Run, spec: ExperimentSpec) -> list[str]:
    """Return in one sentence what the spec of the run says in another way, if anything."""
    trained = read_document(run.resolved_file).data
    now = parse_document(resolved_text(run, spec), run.resolved_file.name).data
    changes = [str(change) for change in find_changes(trained, now)]
    return [f"the run was trained with another spec: {'; '.join(changes)}"] if changes else []
