"""`kerasrun validate`."""

from __future__ import annotations

import pathlib
import signal
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from kerasrun.cli.guard import guard
from kerasrun.cli.option import AllowPath, Json, MaxMemory, Quiet

if TYPE_CHECKING:
    from kerasrun.job.validate import Verdict


def validate(
    specs: Annotated[
        list[pathlib.Path],
        typer.Argument(metavar="SPEC", help="YAML files of experiments, or folders of them."),
    ],
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend what has one safe mending, in the files that are named.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="With --fix: print a diff, write nothing.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Take warnings for errors.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Check again after every change.")] = False,
    max_memory: MaxMemory = None,
    allow_path: AllowPath = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Check specs: every mistake at its line, with the fix.

    Ends with 2 where any spec is wrong, or with 3 where only data is.
    """
    with guard(as_json=as_json):
        from kerasrun.cli.size import parse_size

        _check_options(fix=fix, diff=diff, watch=watch, as_json=as_json)
        limits = _Limits(allow_path or [], parse_size(max_memory) if max_memory is not None else None)
        if watch:
            _watch(specs, limits, strict=strict, quiet=quiet)
        if fix:
            verdicts = _fix(specs, limits, diff=diff, strict=strict, as_json=as_json, quiet=quiet)
        else:
            verdicts = _check(specs, limits)
            _print(verdicts, strict=strict, as_json=as_json, quiet=quiet)
        if codes := [code for verdict in verdicts if (code := _exit_code(verdict, strict=strict))]:
            raise typer.Exit(min(codes))


class _Limits(NamedTuple):
    """What the specs may read and take."""

    allowed: Sequence[pathlib.Path]
    max_memory: int | None


def _check_options(*, fix: bool, diff: bool, watch: bool, as_json: bool) -> None:
    from kerasrun.errors import UsageError

    if diff and not fix:
        raise UsageError("--diff shows what --fix would do", "write `--fix --diff`")
    if watch and (fix or as_json):
        other = "--fix" if fix else "--json"
        raise UsageError(f"--watch does not go with {other}", "leave one of the two out")


def _check(specs: Sequence[pathlib.Path], limits: _Limits) -> list[Verdict]:
    from kerasrun.job.validate import find_specs
    from kerasrun.job.validate import validate as validate_job

    return [validate_job(path, **limits._asdict()) for path in find_specs(specs)]


def _fix(
    specs: Sequence[pathlib.Path],
    limits: _Limits,
    *,
    diff: bool,
    strict: bool,
    as_json: bool,
    quiet: bool,
) -> list[Verdict]:
    from kerasrun.cli.fixed import fixed_json, print_changes, print_diffs
    from kerasrun.cli.verdict import print_verdicts, verdicts_json
    from kerasrun.job.fix import fix_all
    from kerasrun.job.validate import find_specs

    files = fix_all(find_specs(specs), **limits._asdict(), dry=diff)
    verdicts = [file.verdict for file in files]
    if as_json:
        from kerasrun.cli.reply import print_json

        print_json({**verdicts_json(verdicts, strict=strict), **fixed_json(files, diff=diff)})
    elif diff:
        print_diffs(files)
        print_verdicts(verdicts, strict=strict, quiet=True)
    else:
        print_changes(files)
        print_verdicts(verdicts, strict=strict, quiet=quiet)
    return verdicts


def _watch(specs: Sequence[pathlib.Path], limits: _Limits, *, strict: bool, quiet: bool) -> None:
    """Print each round until Ctrl-C, the usual end of a watch."""
    from datetime import datetime

    from kerasrun.cli.console import can_animate, messages
    from kerasrun.job.watch import watch as watch_job

    console = messages()
    try:
        for verdicts in watch_job(specs, lambda: _check(specs, limits)):
            if can_animate(console):
                console.clear()
            _print(verdicts, strict=strict, as_json=False, quiet=quiet)
            console.print(f"{datetime.now():%H:%M:%S}  watching; Ctrl-C ends", style="dim")
    except KeyboardInterrupt as error:
        if signal.SIGTERM in error.args:
            raise
        raise typer.Exit(130) from None


def _print(verdicts: Sequence[Verdict], *, strict: bool, as_json: bool, quiet: bool) -> None:
    from kerasrun.cli.verdict import print_verdicts, verdicts_json

    if as_json:
        from kerasrun.cli.reply import print_json

        print_json(verdicts_json(verdicts, strict=strict))
    else:
        print_verdicts(verdicts, strict=strict, quiet=quiet)


def _exit_code(verdict: Verdict, *, strict: bool) -> int:
    from kerasrun.cli.verdict import is_wrong
    from kerasrun.errors import ExitCode

    if verdict.error is not None:
        return verdict.error.exit_code
    return ExitCode.SPEC if is_wrong(verdict, strict=strict) else ExitCode.OK
