"""The command line: what stands before the commands, which `command.py` lists."""

from __future__ import annotations

from typing import Annotated

import typer

from kerasrun import __version__
from kerasrun.cli.command import CONTEXT
from kerasrun.cli.command_line import CommandLine

app = typer.Typer(
    name="kerasrun",
    cls=CommandLine,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=CONTEXT,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"kerasrun {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """A Keras experiment is one YAML file.

    Start with:  kerasrun init mnist && kerasrun train mnist.yaml
    """
