"""`kerasrun train`."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING, Annotated

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
    Overrides,
    Quiet,
    RunsDir,
)
from kerasrun.errors import UsageError

if TYPE_CHECKING:
    from kerasrun.job.load import Checked


def train(
    spec: Annotated[pathlib.Path, typer.Argument(metavar="SPEC", help="The YAML file of the experiment.")],
    overrides: Overrides = None,
    smoke: Annotated[
        bool, typer.Option("--smoke", help="A few batches of every phase, nothing kept: does the spec run?")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check everything, print the resolved spec, train nothing.")
    ] = False,
    name: Annotated[
        str | None, typer.Option("--name", help="Name the run directory.", show_default=False)
    ] = None,
    runs_dir: RunsDir = RUNS_DIR,
    force: Annotated[bool, typer.Option("--force", help="Train although lints find the spec wrong.")] = False,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Go on with the newest run of that name, or begin one."),
    ] = False,
    allow_change: AllowChange = False,
    best: Annotated[
        bool, typer.Option("--best", help="With --allow-change: from the best checkpoint, not the last.")
    ] = False,
    max_memory: MaxMemory = None,
    max_time: MaxTime = None,
    allow_code: AllowCode = False,
    allow_path: AllowPath = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Train a spec and keep all of it in a run directory."""
    with guard(as_json=as_json):
        from kerasrun.cli.duration import parse_duration
        from kerasrun.cli.session import Session
        from kerasrun.cli.size import parse_size
        from kerasrun.job.load import check_spec, load_spec
        from kerasrun.job.resume import resume as resume_job
        from kerasrun.job.train import train as train_job
        from kerasrun.rundir.run import newest_run

        _check_options(smoke=smoke, resume=resume, allow_change=allow_change, best=best)
        allowed = allow_path or []
        limit = parse_size(max_memory) if max_memory is not None else None
        seconds = parse_duration(max_time) if max_time is not None else None
        experiment = load_spec(spec, overrides or [], allowed=allowed)
        if dry_run:
            checked = check_spec(experiment, allowed=allowed, training=True, force=force, max_memory=limit)
            _print_dry_run(checked, as_json=as_json)
            return
        begun = newest_run(runs_dir, name or experiment.name) if resume else None
        with Session(experiment.name, quiet=quiet or as_json) as session:
            if begun is not None:
                outcome = resume_job(
                    begun,
                    spec=experiment,
                    allow_change=allow_change,
                    best=best,
                    allow_code=allow_code,
                    allowed=allowed,
                    max_memory=limit,
                    max_time=seconds,
                    notify=session.notify,
                )
            else:
                outcome = train_job(
                    experiment,
                    runs_dir=runs_dir,
                    name=name,
                    smoke=smoke,
                    allow_code=allow_code,
                    allowed=allowed,
                    force=force,
                    max_memory=limit,
                    max_time=seconds,
                    notify=session.notify,
                )
        from kerasrun.cli.result import print_outcome

        print_outcome(outcome, as_json=as_json, quiet=quiet, smoke=smoke)


def _check_options(*, smoke: bool, resume: bool, allow_change: bool, best: bool) -> None:
    if smoke and resume:
        raise UsageError("--smoke keeps nothing that --resume could go on with", "leave one of them out")
    if allow_change and not resume:
        raise UsageError("--allow-change is for --resume", "add --resume, or leave --allow-change out")
    if best and not allow_change:
        raise UsageError(
            "--best is for --allow-change: unchanged, the same steps lead to where they led before",
            "add --resume --allow-change, or leave --best out",
        )


def _print_dry_run(checked: Checked, *, as_json: bool) -> None:
    """Print the resolved spec: what a run would do, without TensorFlow."""
    from kerasrun.cli.console import messages
    from kerasrun.cli.reply import print_json
    from kerasrun.cli.screen import issue_json, render_issues
    from kerasrun.spec.resolve import format_spec, resolve_spec

    resolved = resolve_spec(checked.spec, data_path=str, code_path=str)
    if as_json:
        issues = [issue_json(issue) for issue in checked.issues]
        print_json({"ok": True, "issues": issues, "spec": resolved})
        return
    if checked.issues:
        messages().print(render_issues(checked.issues, checked.spec.document.texts), soft_wrap=True)
    typer.echo(format_spec(resolved), nl=False)
