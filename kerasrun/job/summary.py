"""`summary`: the structure of the model of a spec, a run or a `.keras` file."""

from __future__ import annotations

import pathlib
import sys
from collections.abc import Sequence

from kerasrun.analysis.structure import Structure
from kerasrun.analysis.summary import describe_stack
from kerasrun.errors import UsageError
from kerasrun.job.load import check_spec, load_spec
from kerasrun.job.quote import quoted
from kerasrun.job.structure import describe_structure
from kerasrun.rundir.layout import Run
from kerasrun.rundir.manifest import check_manifest
from kerasrun.rundir.run import open_run
from kerasrun.source.file import SUFFIXES
from kerasrun.spec.experiment import ExperimentSpec

Target = Run | str | pathlib.Path
"""A spec (.yaml), a run or its directory, or a .keras file."""


def needs_keras(target: Target) -> bool:
    """Return whether only Keras can read the model: that of a .keras file."""
    return not isinstance(target, Run) and pathlib.Path(target).suffix == ".keras"


def summarise(
    target: Target, *, allowed: Sequence[pathlib.Path] = (), batch_size: int | None = None
) -> Structure:
    """Return the structure of a model.

    Args:
        target: what to summarise; lines are those of the spec, or of the run's resolved.yaml.
        allowed: folders outside the project that data may come from.
        batch_size: rows of one training step, which the memory is for; the spec's own where None.

    Raises:
        SpecError: the spec is wrong; what lints find does not count.
        DataError: the shape of the data is needed and cannot be had.
        UsageError: not a run, not a Sequential model, or a batch size that the model cannot have.
        StorageError: the run is damaged.
    """
    if needs_keras(target):
        from kerasrun.builder.archive import load_archive

        if batch_size is not None:
            raise UsageError(
                "--batch: a .keras file does not say how it is trained", "name its spec or its run"
            )
        return describe_structure(load_archive(pathlib.Path(str(target))))
    if not isinstance(target, Run) and pathlib.Path(target).suffix in SUFFIXES:
        return _summarise_spec(load_spec(target, allowed=allowed), allowed, batch_size)
    run = target if isinstance(target, Run) else open_run(target)
    check_manifest(run, [run.resolved_file.name])
    return _summarise_spec(load_spec(run.resolved_file), allowed, batch_size)


def _summarise_spec(
    spec: ExperimentSpec, allowed: Sequence[pathlib.Path], batch_size: int | None
) -> Structure:
    fixed = spec.model.batch_size
    if fixed is not None and batch_size not in (None, fixed):
        raise UsageError(f"--batch: expected {fixed}, the model's fixed batch size, received {batch_size}")
    with quoted(spec.document):
        # A model too large for this machine has a structure too, and how much is too much is what it tells.
        checked = check_spec(spec, allowed=allowed, force=True, max_memory=sys.maxsize)
    return describe_stack(spec, checked.analysis, batch_size=batch_size)
