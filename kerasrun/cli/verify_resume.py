"""`kerasrun verify-resume`."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING, Annotated

import typer

from kerasrun.cli.guard import guard
from kerasrun.cli.option import AllowCode, AllowPath, Json, Overrides, Quiet

if TYPE_CHECKING:
    from kerasrun.job.verify import Verification


def verify_resume(
    spec: Annotated[pathlib.Path, typer.Argument(metavar="SPEC", help="The YAML file of the experiment.")],
    overrides: Overrides = None,
    allow_code: AllowCode = False,
    allow_path: AllowPath = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Prove that a run which is killed and goes on ends with the same bits as one that nothing stops.

    Trains SPEC straight through, then stops and resumes it at four places: ten processes, so keep it short.
    Exit code 0 where all end equal, 8 where one does not.
    """
    with guard(as_json=as_json):
        from kerasrun.cli.console import messages, plain, results
        from kerasrun.cli.guard import show_error
        from kerasrun.cli.reply import print_json
        from kerasrun.errors import ExpectationMissed
        from kerasrun.job.verify import verify_resume as verify_job

        screen = messages()

        def say(line: str) -> None:
            if not (quiet or as_json):
                screen.print(plain(line), soft_wrap=True)

        verification = verify_job(
            spec, overrides or [], allow_code=allow_code, allowed=allow_path or [], notify=say
        )
        if as_json:
            print_json(verification.as_json())
        else:
            results().print(_render(verification))
        if not verification.is_equal:
            error = ExpectationMissed(*_verdict(verification))
            show_error(error, as_json=False)
            raise typer.Exit(error.exit_code)


def _verdict(verification: Verification) -> tuple[str, str]:
    if verification.repeats:
        return (
            "a run that was stopped ended otherwise than the straight one",
            "do not resume runs of this spec where the bits count",
        )
    return (
        "a run that was stopped ended otherwise, but so does a straight one: this spec does not repeat",
        "set `runtime.deterministic: true`",
    )


def _render(verification: Verification) -> object:
    """Return the table of places."""
    from kerasrun.cli.console import plain
    from kerasrun.cli.table import add_numbers, add_words, new_table
    from kerasrun.report.number import format_seconds

    table = new_table()
    add_words(table, "run", "weights, optimizer, history, steps")
    add_numbers(table, "time")
    epochs, steps = verification.epochs, verification.steps
    straight = f"{epochs} epoch{'' if epochs == 1 else 's'}, {steps} step{'' if steps == 1 else 's'}"
    table.add_row("straight", plain(straight), plain(format_seconds(verification.seconds)))
    for found in verification.found:
        same = f"different: {', '.join(found.differs)}" if found.differs else "equal"
        table.add_row(plain(found.place), plain(same), plain(format_seconds(found.seconds)))
    return table
