"""`kerasrun train`."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from kerasrun.cli.guard import guard
from kerasrun.cli.option import RUNS_DIR, AllowCode, AllowPath, Json, Overrides, Quiet, RunsDir

if TYPE_CHECKING:
    from kerasrun.spec.experiment import ExperimentSpec


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
    allow_code: AllowCode = False,
    allow_path: AllowPath = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Train a spec and keep all of it in a run directory."""
    with guard(as_json=as_json):
        from kerasrun.cli.session import Session
        from kerasrun.job.load import load_spec
        from kerasrun.job.train import train as train_job

        allowed = allow_path or []
        experiment = load_spec(spec, overrides or [], allowed=allowed)
        if dry_run:
            _print_dry_run(experiment, allowed, as_json=as_json)
            return
        with Session(experiment.name, quiet=quiet or as_json) as session:
            outcome = train_job(
                experiment,
                runs_dir=runs_dir,
                name=name,
                smoke=smoke,
                allow_code=allow_code,
                allowed=allowed,
                notify=session.notify,
            )
        from kerasrun.cli.result import print_outcome

        print_outcome(outcome, as_json=as_json, quiet=quiet, smoke=smoke)


def _print_dry_run(experiment: ExperimentSpec, allowed: Sequence[pathlib.Path], *, as_json: bool) -> None:
    """Print the resolved spec: what a run would do, without TensorFlow."""
    from kerasrun.cli.reply import print_json
    from kerasrun.job.load import check_spec
    from kerasrun.spec.resolve import format_spec, resolve_spec

    check_spec(experiment, allowed=allowed, training=True)
    resolved = resolve_spec(experiment, data_path=str, code_path=str)
    if as_json:
        print_json({"ok": True, "spec": resolved})
    else:
        typer.echo(format_spec(resolved), nl=False)
