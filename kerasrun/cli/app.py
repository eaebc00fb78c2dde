"""The list of commands."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated

import typer

from kerasrun import __version__
from kerasrun.cli.command_line import CommandLine
from kerasrun.cli.doctor import doctor
from kerasrun.cli.evaluate import evaluate
from kerasrun.cli.init import init
from kerasrun.cli.list import list_names
from kerasrun.cli.runs import runs
from kerasrun.cli.summary import summary
from kerasrun.cli.train import train
from kerasrun.cli.validate import validate

app = typer.Typer(
    name="kerasrun",
    cls=CommandLine,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

COMMANDS: tuple[tuple[str, Callable[..., None], str], ...] = (
    ("init", init, "kerasrun init mnist"),
    ("validate", validate, "kerasrun validate configs/*.yaml"),
    ("summary", summary, "kerasrun summary configs/vgg.yaml"),
    ("train", train, "kerasrun train configs/mnist_cnn.yaml fit.epochs=3"),
    ("evaluate", evaluate, "kerasrun evaluate"),
    ("runs", runs, "kerasrun runs"),
    ("list", list_names, "kerasrun list layers"),
    ("doctor", doctor, "kerasrun doctor"),
)
"""Name, function and example of every command, in the order a user meets them."""

for name, function, example in COMMANDS:
    description = inspect.cleandoc(function.__doc__ or "")
    app.command(name, help=f"Example:  {example}\n\n{description}", short_help=description.splitlines()[0])(
        function
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
