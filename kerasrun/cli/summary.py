"""`kerasrun summary`."""

from __future__ import annotations

import json
import pathlib
from typing import TYPE_CHECKING, Annotated

import typer

from kerasrun.cli.guard import guard
from kerasrun.cli.option import RUNS_DIR, AllowPath, Json, RunsDir

if TYPE_CHECKING:
    from kerasrun.builder.structure import Shape, Structure


def summary(
    target: Annotated[
        pathlib.Path | None,
        typer.Argument(
            metavar="[SPEC|RUN|MODEL.keras]",
            help="What to summarise; the latest run where left out.",
            show_default=False,
        ),
    ] = None,
    runs_dir: RunsDir = RUNS_DIR,
    allow_path: AllowPath = None,
    as_json: Json = False,
) -> None:
    """Show a model's layers, shapes and parameters."""
    with guard(as_json=as_json):
        from kerasrun.cli.session import Session
        from kerasrun.job.summary import summarise
        from kerasrun.rundir.run import latest_run

        with Session("summary", quiet=True):
            structure = summarise(
                target if target is not None else latest_run(runs_dir), allowed=allow_path or []
            )
        if as_json:
            typer.echo(json.dumps(structure.as_json(), indent=2))
        else:
            _print_table(structure)


def _print_table(structure: Structure) -> None:
    from rich.text import Text

    from kerasrun.cli.console import results
    from kerasrun.cli.table import new_table

    table = new_table(f"{structure.name}  input {_shape(structure.input_shape)}")
    has_lines = any(layer.line for layer in structure.layers)
    for column in ["line"] * has_lines + ["layer", "type", "output shape", "parameters", "share"]:
        left = column in ("layer", "type", "output shape")
        table.add_column(column, justify="left" if left else "right", overflow="fold")
    for layer in structure.layers:
        share = layer.parameters / structure.parameters if structure.parameters else 0
        table.add_row(
            *([str(layer.line or "")] if has_lines else []),
            Text(layer.name),
            layer.type,
            _shape(layer.output_shape),
            f"{layer.parameters:,}",
            f"{share:.1%}" if layer.parameters else "",
        )
    console = results()
    console.print(table)
    fixed = structure.parameters - structure.trainable_parameters
    console.print(
        f"{structure.parameters:,} parameters: {structure.trainable_parameters:,} trainable, {fixed:,} not"
    )


def _shape(shape: Shape | None) -> str:
    if shape is None:
        return "?"
    batch, *sizes = shape
    words = [
        "batch" if batch is None else str(batch),
        *("?" if size is None else str(size) for size in sizes),
    ]
    return f"({', '.join(words)})"
