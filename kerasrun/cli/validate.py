"""`kerasrun validate`."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from kerasrun.cli.guard import guard
from kerasrun.cli.option import AllowPath, Json, Quiet
from kerasrun.source.character import printable

if TYPE_CHECKING:
    from kerasrun.errors import KerasrunError


def validate(
    specs: Annotated[list[pathlib.Path], typer.Argument(metavar="SPEC", help="YAML files of experiments.")],
    allow_path: AllowPath = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Check specs: every mistake at its line, with the fix.

    Ends with 2 where any spec is wrong, or with 3 where only data is.
    """
    with guard(as_json=as_json):
        failures = [failure for spec in specs if (failure := _check(spec, allow_path or []))]
        if as_json:
            _print_json(failures)
        else:
            _print_screens(specs, failures, quiet=quiet)
        if failures:
            raise typer.Exit(min(failure.exit_code for failure in failures))


def _check(path: pathlib.Path, allowed: Sequence[pathlib.Path]) -> KerasrunError | None:
    from kerasrun.errors import DataError, SpecError
    from kerasrun.job.load import check_spec, load_spec

    try:
        check_spec(load_spec(path, allowed=allowed), allowed=allowed)
    except (SpecError, DataError) as error:
        return error
    return None


def _print_json(failures: Sequence[KerasrunError]) -> None:
    from kerasrun.cli.reply import print_json
    from kerasrun.cli.screen import error_json

    issues = [issue for failure in failures for issue in error_json(failure)["issues"]]
    print_json({"ok": not failures, "issues": issues})


def _print_screens(specs: Sequence[pathlib.Path], failures: Sequence[KerasrunError], *, quiet: bool) -> None:
    if failures:
        # Only here: Rich costs a valid spec a tenth of its time.
        from kerasrun.cli.console import messages
        from kerasrun.cli.screen import render_error

        for index, failure in enumerate(failures):
            if index:
                messages().print()
            messages().print(render_error(failure), end="", soft_wrap=True)
    elif not quiet:
        count = len(specs)
        what = f"{specs[0]} is" if count == 1 else f"{count} specs are"
        typer.echo(printable(f"{what} valid"))
