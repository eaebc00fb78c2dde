"""`kerasrun summary`."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING, Annotated

import typer

from kerasrun.cli.guard import guard
from kerasrun.cli.option import RUNS_DIR, AllowPath, Json, Quiet, RunsDir

if TYPE_CHECKING:
    from kerasrun.builder.structure import Structure


def summary(
    target: Annotated[
        pathlib.Path | None,
        typer.Argument(
            metavar="SPEC|RUN|MODEL.keras",
            help="What to summarise; the latest run where left out.",
            show_default=False,
        ),
    ] = None,
    runs_dir: RunsDir = RUNS_DIR,
    allow_path: AllowPath = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show a model's layers, shapes and parameters."""
    with guard(as_json=as_json):
        from kerasrun.cli.session import Session
        from kerasrun.job.summary import summarise
        from kerasrun.rundir.run import find_run, latest_run

        with Session("summary", quiet=quiet or as_json):
            structure = summarise(
                find_run(target, runs_dir) if target is not None else latest_run(runs_dir),
                allowed=allow_path or [],
            )
        if as_json:
            from kerasrun.cli.reply import print_json

            print_json(structure.as_json())
        else:
            _print_table(structure)


def _print_table(structure: Structure) -> None:
    from kerasrun.cli.console import plain, results
    from kerasrun.cli.table import add_numbers, add_words, new_table
    from kerasrun.report.number import format_shape

    batch = structure.input_shape[0]
    rows = f", {batch} rows at a time" if batch is not None else ""
    table = new_table(f"{structure.name}   input {format_shape(structure.input_shape[1:])}{rows}")
    has_lines = any(layer.line for layer in structure.layers)
    if has_lines:
        add_numbers(table, "line")
    add_words(table, "layer", "type", "output shape")
    add_numbers(table, "parameters", "share")
    for layer in structure.layers:
        share = layer.parameters / structure.parameters if structure.parameters else 0
        table.add_row(
            *([str(layer.line or "")] if has_lines else []),
            plain(layer.name),
            plain(layer.type),
            "?" if layer.output_shape is None else format_shape(layer.output_shape[1:]),
            f"{layer.parameters:,}",
            f"{share:.1%}" if layer.parameters else "",
        )
    console = results()
    console.print(table)
    console.print(_totals(structure))


def _totals(structure: Structure) -> str:
    from kerasrun.report.number import format_count

    trainable = structure.trainable_parameters
    fixed = structure.parameters - trainable
    return f"{format_count(structure.parameters, 'parameter')}: " + (
        f"{trainable:,} trainable, {fixed:,} not" if fixed else "all trainable"
    )
