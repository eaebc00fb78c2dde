"""The only place where errors become a screen and an exit code."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import sys
from collections.abc import Iterator

import typer

from kerasrun.errors import ExitCode, KerasrunError

BUG_FILE = "kerasrun-bug.log"


@contextlib.contextmanager
def guard(*, as_json: bool = False) -> Iterator[None]:
    """Run a command: an expected error is one screen and its exit code, any other is a bug with a log file.

    Args:
        as_json: print the error as one JSON document on stdout too.
    """
    try:
        yield
    except KerasrunError as error:
        _show(error, as_json)
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        typer.echo("interrupted", err=True)
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    except BrokenPipeError:
        # The reader has seen enough, as `head` does; Python would complain once more when it flushes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(ExitCode.OK) from None
    except typer.Exit:
        raise
    except Exception as error:
        _report_bug(error)
        raise typer.Exit(ExitCode.BUG) from None


def _show(error: KerasrunError, as_json: bool) -> None:
    from kerasrun.cli.console import messages
    from kerasrun.cli.screen import error_json, render_error

    if as_json:
        typer.echo(json.dumps(error_json(error), indent=2))
    messages().print(render_error(error), end="", soft_wrap=True)


def _report_bug(error: Exception) -> None:
    import platform
    import traceback

    from kerasrun import __version__

    head = f"kerasrun {__version__}, Python {platform.python_version()}, {platform.platform()}\n"
    text = head + "".join(traceback.format_exception(error))
    typer.echo(
        f"A bug in kerasrun: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}",
        err=True,
    )
    try:
        pathlib.Path(BUG_FILE).write_text(text, "utf-8")
        typer.echo(f"Please report it with the file {BUG_FILE}.", err=True)
    except OSError:
        typer.echo(text, err=True)
