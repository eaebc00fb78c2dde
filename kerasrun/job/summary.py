"""`summary`: the structure of the model of a spec, a run or a `.keras` file."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kerasrun.job.load import check_spec, load_spec
from kerasrun.job.quote import quoted
from kerasrun.job.splits import input_shape
from kerasrun.rundir.layout import Run
from kerasrun.rundir.manifest import check_manifest
from kerasrun.rundir.run import open_run
from kerasrun.spec.experiment import ExperimentSpec

if TYPE_CHECKING:
    from kerasrun.builder.structure import Structure


def summarise(target: Run | str | pathlib.Path, *, allowed: Sequence[pathlib.Path] = ()) -> Structure:
    """Return the structure of a model.

    Args:
        target: a spec (.yaml), a run or its directory, or a .keras file; lines are those of the spec, or of
            the run's resolved.yaml.
        allowed: folders outside the project that data may come from.

    Raises:
        SpecError: the spec is wrong.
        DataError: the shape of the data is needed and cannot be had.
        BuildError: Keras refuses the model.
        UsageError: not a run, or not a Sequential model.
        StorageError: the run is damaged.
    """
    path = None if isinstance(target, Run) else pathlib.Path(target)
    if path is not None and path.suffix == ".keras":
        from kerasrun.builder.archive import load_archive
        from kerasrun.builder.structure import describe_structure

        return describe_structure(load_archive(path))
    if path is not None and path.suffix in (".yaml", ".yml"):
        return _summarise_spec(load_spec(path, allowed=allowed), allowed)
    run = target if isinstance(target, Run) else open_run(target)
    check_manifest(run, [run.resolved_file.name])
    return _summarise_spec(load_spec(run.resolved_file), allowed)


def _summarise_spec(spec: ExperimentSpec, allowed: Sequence[pathlib.Path]) -> Structure:
    from kerasrun.builder.model import build_model
    from kerasrun.builder.structure import describe_structure
    from kerasrun.training.runtime import reset_keras

    with quoted(spec.document):
        checked = check_spec(spec, allowed=allowed)
        layers = list(spec.model.placed_layers())
        reset_keras(seed=spec.seed, precision=spec.runtime.precision)
        model = build_model(
            layers,
            name=spec.name,
            input_shape=input_shape(spec, checked.facts),
            dtype=spec.model.dtype,
            batch_size=spec.model.batch_size,
            document=spec.document,
        )
    return describe_structure(model, [spec.line(("model", *placed.path)) for placed in layers])
