"""A run with a trained model whose files are whole: what `evaluate` and `predict` begin with."""

from __future__ import annotations

import pathlib

from kerasrun.errors import UsageError
from kerasrun.rundir.layout import Run
from kerasrun.rundir.manifest import check_manifest
from kerasrun.rundir.run import open_run
from kerasrun.rundir.status import read_status


def open_trained(run: Run | str | pathlib.Path) -> Run:
    """Return the run after its spec, its model and its code passed their checksums.

    Args:
        run: a run or its directory.

    Raises:
        UsageError: not a run, or one without a trained model.
        StorageError: a file of the run is damaged.
    """
    run = run if isinstance(run, Run) else open_run(run)
    if not run.model_file.exists():
        raise UsageError(
            f"{run.directory} holds no trained model", f"its status is: {read_status(run).state}"
        )
    code_names = [f"code/{file.name}" for file in sorted(run.code_directory.glob("*.py"))]
    check_manifest(run, [run.resolved_file.name, run.model_file.name, *code_names])
    return run
