"""The group of commands: as Typer's, but built on demand, and a wrong command line also has a JSON form."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, cast

from typer.core import TyperGroup
from typer.exceptions import TyperException

from kerasrun.cli.command import BuiltCommands
from kerasrun.cli.guard import show_error
from kerasrun.cli.stream import prepare_streams
from kerasrun.errors import ExitCode, UsageError


class CommandLine(TyperGroup):
    """Typer knows of a wrong option before any command runs, so `guard` cannot see it."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{**settings, "commands": {}})
        # Typer only looks commands up in it.
        self.commands = cast(Any, BuiltCommands())

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command line and exit."""
        prepare_streams()
        words = sys.argv[1:] if args is None else list(args)
        as_json = standalone_mode and "--json" in words
        try:
            code = super().main(
                args, prog_name, complete_var, standalone_mode and not as_json, windows_expand_args, **extra
            )
        except TyperException as error:
            if not as_json:
                raise
            show_error(UsageError(error.format_message(), _help_hint(error)), as_json=True)
            code = int(ExitCode.SPEC)
        if as_json:
            sys.exit(code or 0)
        return code


def _help_hint(error: TyperException) -> str | None:
    context = getattr(error, "ctx", None)
    return f"see `{context.command_path} --help`" if context is not None else None
