"""What `train` and `evaluate` print at the end: scores, expectations, where things are, what to do next."""

from __future__ import annotations

import pathlib
import shlex

import typer

from kerasrun.cli.console import plain, results
from kerasrun.cli.guard import show_error
from kerasrun.cli.reply import print_json
from kerasrun.cli.table import score_table
from kerasrun.errors import ExpectationMissed
from kerasrun.job.outcome import Outcome
from kerasrun.report.number import format_score, format_seconds


def print_outcome(outcome: Outcome, *, as_json: bool, quiet: bool, smoke: bool = False) -> None:
    """Print an outcome and, on stderr, the expectations of the spec that it misses.

    Raises:
        typer.Exit: with the code of ExpectationMissed, where one is missed.
    """
    if as_json:
        # The run directory of a smoke run is gone.
        print_json(outcome.as_json() | ({"run": None} if smoke else {}))
    elif smoke:
        if not quiet:
            results().print(f"smoke run passed in {format_seconds(sum(outcome.seconds.values()))}")
    else:
        _print_tables(outcome, quiet=quiet)
    if outcome.missed:
        lines = [f"{expectation}, received {format_score(score)}" for expectation, score in outcome.missed]
        error = ExpectationMissed(
            "expected " + "; expected ".join(lines),
            "train longer, change the model, or lower the bound in `expect`",
        )
        # The JSON document is printed already, and `missed` is in it.
        show_error(error, as_json=False)
        raise typer.Exit(error.exit_code)


def quote(path: pathlib.Path) -> str:
    """Return `path` as a word of a command that can be copied into a shell."""
    return shlex.quote(str(path))


def _print_tables(outcome: Outcome, *, quiet: bool) -> None:
    console = results()
    console.print(score_table(outcome.scores, outcome.rows, outcome.baselines))
    if quiet:
        return
    run = outcome.run
    next_step = f"kerasrun summary {quote(run.directory)}"
    for head, text in (("run", run.directory), ("report", run.report_file), ("next", next_step)):
        console.print(plain(f"{head:<7} {text}"), soft_wrap=True)
