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
            metavar="RUN|SPEC",
            help="A run, by its name or directory; or a spec, for its newest run; the latest where left out.",
            show_default=False,
        ),
    ] = None,
    split: Annotated[
        list[str] | None,
        typer.Option(
            "--split",
            metavar="NAME",
            help="Score this split alone: train, validation or test. May be repeated.",
            show_default=False,
        ),
    ] = None,
    data: Annotated[
        pathlib.Path | None,
        typer.Option(
            "--data",
            metavar="SOURCE",
            help="Score other data: a .npz or .csv file, a folder of images, or a spec with data.",
            show_default=False,
        ),
    ] = None,
    runs_dir: RunsDir = RUNS_DIR,
    allow_code: AllowCode = False,
    allow_path: AllowPath = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Score a run on its own data, split by split, or on other data.

    The scores of all splits go into the run's scores.json and report.md. Those of --split and --data are
    printed only: the files of the run stay as they are.
    """
    with guard(as_json=as_json):
        from kerasrun.cli.session import Session
        from kerasrun.events import Noted
        from kerasrun.job.choose import choose_run
        from kerasrun.job.evaluate import evaluate as evaluate_job

        allowed = allow_path or []
        chosen, notes = choose_run(run, runs_dir, allowed=allowed)
        with Session(chosen.name, quiet=quiet or as_json, log=chosen.log_file) as session:
            for note in notes:
                session.notify(Noted(note))
            outcome = evaluate_job(
                chosen,
                splits=split or [],
                data=data,
                allow_code=allow_code,
                allowed=allowed,
                notify=session.notify,
            )
        from kerasrun.cli.result import print_outcome

        print_outcome(outcome, as_json=as_json, quiet=quiet)
