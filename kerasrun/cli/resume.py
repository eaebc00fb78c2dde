"""`kerasrun resume`."""

from __future__ import annotations

import pathlib
from typing import Annotated

import typer

from kerasrun.cli.guard import guard
from kerasrun.cli.option import (
    RUNS_DIR,
    AllowChange,
    AllowCode,
    AllowPath,
    Json,
    MaxMemory,
    MaxTime,
    Quiet,
    RunsDir,
)


def resume(
    run: Annotated[
        pathlib.Path | None,
        typer.Argument(metavar="RUN", help="A run; the latest where left out.", show_default=False),
    ] = None,
    epochs: Annotated[
        str | None,
        typer.Option(
            "--epochs", metavar="+N|=N", help="So many more, or so many in all.", show_default=False
        ),
    ] = None,
    allow_change: AllowChange = False,
    runs_dir: RunsDir = RUNS_DIR,
    max_memory: MaxMemory = None,
    max_time: MaxTime = None,
    allow_code: AllowCode = False,
    allow_path: AllowPath = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Go on with a run exactly where it stopped, however it stopped.

    It ends with the same weights, to the bit, as a run that nothing stopped.
    """
    with guard(as_json=as_json):
        from kerasrun.cli.duration import parse_duration
        from kerasrun.cli.result import print_outcome
        from kerasrun.cli.session import Session
        from kerasrun.cli.size import parse_size
        from kerasrun.job.resume import resume as resume_job
        from kerasrun.rundir.run import find_run, latest_run, open_run

        limit = parse_size(max_memory) if max_memory is not None else None
        seconds = parse_duration(max_time) if max_time is not None else None
        target = open_run(find_run(run, runs_dir)) if run is not None else latest_run(runs_dir)
        with Session(target.name, quiet=quiet or as_json) as session:
            outcome = resume_job(
                target,
                epochs=epochs,
                allow_change=allow_change,
                allow_code=allow_code,
                allowed=allow_path or [],
                max_memory=limit,
                max_time=seconds,
                notify=session.notify,
            )
        print_outcome(outcome, as_json=as_json, quiet=quiet)
