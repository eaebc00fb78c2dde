"""`kerasrun validate`."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from kerasrun.cli.guard import guard
from kerasrun.cli.option import AllowPath, Json, Quiet

if TYPE_CHECKING:
    from kerasrun.errors import KerasrunError


def validate(
    specs: Annotated[
        list[pathlib.Path], typer.Argument(metavar="SPEC...", help="YAML files of experiments.")
    ],
    allow_path: AllowPath = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Check specs: every mistake at its line, with the fix."""
    with guard(as_json=as_json):
        failures = [failure for spec in specs if (failure := _check(spec, allow_path or []))]
        if as_json:
            _print_json(failures)
        else:
            _print_screens(specs, failures, quiet=quiet)
        if failures:
            raise typer.Exit(max(failure.exit_code for failure in failures))


def _check(path: pathlib.Path, allowed: Sequence[pathlib.Path]) -> KerasrunError | None:
    from kerasrun.errors import DataError, SpecError
    from kerasrun.job.load import check_spec, load_spec

    try:
        check_spec(load_spec(path, allowed=allowed), allowed=allowed)
    except (SpecError, DataError) as error:
        return error
    return None


def _print_json(failures: Sequence[KerasrunError]) -> None:
    from kerasrun.cli.screen import error_json

    issues = [issue for failure in failures for issue in error_json(failure)["issues"]]
    typer.echo(json.dumps({"ok": not failures, "issues": issues}, indent=2))


def _print_screens(specs: Sequence[pathlib.Path], failures: Sequence[KerasrunError], *, quiet: bool) -> None:
    from kerasrun.cli.console import messages, results
    from kerasrun.cli.screen import render_error

    for failure in failures:
        messages().print(render_error(failure), end="", soft_wrap=True)
    if not failures and not quiet:
        count = len(specs)
        results().print(f"{specs[0]} is valid" if count == 1 else f"{count} specs are valid", soft_wrap=True)
