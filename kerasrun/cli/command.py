"""The commands by name: where each is defined, and the example that its help leads with.

`command_line.py` asks. A command is imported and built when it is called, so that none pays for the others.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, NamedTuple

import typer


class Command(NamedTuple):
    """One command: its file in `kerasrun/cli`, its function there, and an example."""

    module: str
    function: str
    example: str


COMMANDS = {
    "init": Command("init", "init", "kerasrun init mnist"),
    "validate": Command("validate", "validate", "kerasrun validate configs/*.yaml"),
    "summary": Command("summary", "summary", "kerasrun summary configs/vgg.yaml"),
    "explain": Command("explain", "explain", "kerasrun explain Conv2D"),
    "train": Command("train", "train", "kerasrun train configs/mnist_cnn.yaml fit.epochs=3"),
    "resume": Command("resume", "resume", "kerasrun resume"),
    "verify-resume": Command(
        "verify_resume", "verify_resume", "kerasrun verify-resume configs/mlp.yaml fit.epochs=2"
    ),
    "evaluate": Command("evaluate", "evaluate", "kerasrun evaluate"),
    "runs": Command("runs", "runs", "kerasrun runs"),
    "list": Command("list", "list_names", "kerasrun list layers"),
    "schema": Command("schema", "schema", "kerasrun schema --output kerasrun.schema.json"),
    "doctor": Command("doctor", "doctor", "kerasrun doctor"),
}
"""In the order a user meets them."""

CONTEXT = {"help_option_names": ["-h", "--help"]}


class BuiltCommands(Mapping[str, Any]):
    """Name to Typer's command, made when it is asked for."""

    def __getitem__(self, name: str) -> Any:
        module, function, example = COMMANDS[name]
        callback = getattr(import_module(f"kerasrun.cli.{module}"), function)
        description = inspect.cleandoc(callback.__doc__ or "")
        alone = typer.Typer(
            add_completion=False,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
            context_settings=CONTEXT,
        )
        text = f"Example:  {example}\n\n{description}"
        alone.command(name, help=text, short_help=description.splitlines()[0])(callback)
        return typer.main.get_command(alone)

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)
