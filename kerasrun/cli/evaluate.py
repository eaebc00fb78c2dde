"""`kerasrun evaluate`."""

from __future__ import annotations

import pathlib
from typing import Annotated

import typer

from kerasrun.cli.guard import guard
from kerasrun.cli.option import RUNS_DIR, AllowCode, AllowPath, Json, Quiet, RunsDir


def evaluate(
    run: Annotated[
        pathlib.Path | None,
        typer.Argument(
            metavar="RUN",
            help="A run, by its name or directory; the latest one where left out.",
            show_default=False,
        ),
    ] = None,
    runs_dir: RunsDir = RUNS_DIR,
    allow_code: AllowCode = False,
    allow_path: AllowPath = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Score a run on its train, validation and test data."""
    with guard(as_json=as_json):
        from kerasrun.cli.session import Session
        from kerasrun.job.evaluate import evaluate as evaluate_job
        from kerasrun.rundir.run import find_run, latest_run, open_run

        chosen = open_run(find_run(run, runs_dir)) if run is not None else latest_run(runs_dir)
        with Session(chosen.name, quiet=quiet or as_json, log=chosen.log_file) as session:
            outcome = evaluate_job(
                chosen, allow_code=allow_code, allowed=allow_path or [], notify=session.notify
            )
        from kerasrun.cli.result import print_outcome

        print_outcome(outcome, as_json=as_json, quiet=quiet)
