"""`kerasrun summary`."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING, Annotated

import typer

from kerasrun.cli.guard import guard
from kerasrun.cli.option import RUNS_DIR, AllowPath, Json, Quiet, RunsDir

if TYPE_CHECKING:
    from kerasrun.analysis.structure import Structure
    from kerasrun.job.summary import Target


def summary(
    target: Annotated[
        pathlib.Path | None,
        typer.Argument(
            metavar="SPEC|RUN|MODEL.keras",
            help="What to summarise; the latest run where left out.",
            show_default=False,
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say in words what each layer does, with its own numbers.")
    ] = False,
    batch: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="Rows of one training step, for the memory; the spec's own where left out.",
        ),
    ] = None,
    picture: Annotated[
        pathlib.Path | None,
        typer.Option(
            "--picture",
            metavar="FILE",
            help="Draw the structure: .svg, .html, .mmd or .md (Mermaid), .txt, or - for the screen.",
            show_default=False,
        ),
    ] = None,
    runs_dir: RunsDir = RUNS_DIR,
    allow_path: AllowPath = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show a model's layers: shapes, parameters, arithmetic, memory.

    Of a spec or a run without TensorFlow.
    """
    with guard(as_json=as_json):
        from kerasrun.rundir.run import find_run, latest_run

        if picture is not None:
            from kerasrun.cli.picture import check_place

            check_place(picture, as_json=as_json)
        found = find_run(target, runs_dir) if target is not None else latest_run(runs_dir)
        structure = _summarise(found, allow_path or [], batch, explain=explain, quiet=quiet or as_json)
        if not as_json:
            _print(structure, explain=explain)
        if picture is not None:
            _draw(picture, found, structure, allow_path or [], quiet=quiet or as_json)
        if as_json:
            from kerasrun.cli.reply import print_json

            print_json(structure.as_json() | ({"picture": str(picture)} if picture else {}))


def _summarise(
    found: Target,
    allowed: list[pathlib.Path],
    batch_size: int | None,
    *,
    explain: bool,
    quiet: bool,
) -> Structure:
    from kerasrun.job.summary import needs_keras, summarise

    if not needs_keras(found):
        return summarise(found, allowed=allowed, batch_size=batch_size)
    from kerasrun.cli.session import Session
    from kerasrun.errors import UsageError

    if explain:
        raise UsageError(
            "--explain: expected a spec or a run, received a .keras file", "name its spec or its run"
        )
    with Session("summary", quiet=quiet):
        return summarise(found, allowed=allowed, batch_size=batch_size)


def _print(structure: Structure, *, explain: bool) -> None:
    from kerasrun.cli.console import results
    from kerasrun.cli.structure import render_structure, render_totals

    console = results()
    console.print(render_structure(structure, console))
    console.print(render_totals(structure))
    if explain:
        from kerasrun.cli.walkthrough import render_walkthrough

        console.print(render_walkthrough(structure))


def _draw(
    place: pathlib.Path, found: Target, structure: Structure, allowed: list[pathlib.Path], *, quiet: bool
) -> None:
    from kerasrun.cli.console import plain, results
    from kerasrun.cli.picture import SCREEN, draw_picture
    from kerasrun.job.picture import picture_model

    draw_picture(place, picture_model(found, structure, allowed=allowed))
    if place != SCREEN and not quiet:
        results().print(plain(f"{place} written"), soft_wrap=True)
