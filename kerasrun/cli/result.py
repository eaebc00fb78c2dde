"""What `train` and `evaluate` print at the end: scores, expectations, where things are, what to do next."""

from __future__ import annotations

import json
from collections.abc import Sequence

import typer

from kerasrun.cli.console import results
from kerasrun.cli.number import format_score, format_seconds
from kerasrun.cli.table import score_table
from kerasrun.errors import ExpectationMissed
from kerasrun.job.outcome import Outcome


def print_outcome(
    outcome: Outcome, next_steps: Sequence[str], *, as_json: bool, quiet: bool, smoke: bool = False
) -> None:
    """Print an outcome and raise where an expectation of the spec is missed.

    Raises:
        ExpectationMissed: with each expectation and its score.
    """
    if as_json:
        typer.echo(json.dumps(outcome.as_json(), indent=2))
    elif smoke:
        if not quiet:
            results().print(f"smoke run passed in {format_seconds(sum(outcome.seconds.values()))}")
    else:
        _print_tables(outcome, next_steps, quiet=quiet)
    if outcome.missed:
        lines = [f"{expectation}, received {format_score(score)}" for expectation, score in outcome.missed]
        raise ExpectationMissed(
            "expected " + "; expected ".join(lines),
            "train longer, change the model, or lower the bound in `expect`",
        )


def _print_tables(outcome: Outcome, next_steps: Sequence[str], *, quiet: bool) -> None:
    console = results()
    console.print(score_table(outcome.scores, outcome.rows))
    if quiet:
        return
    console.print(f"run     {outcome.run.directory}", soft_wrap=True)
    console.print(f"report  {outcome.run.report_file}", soft_wrap=True)
    for index, step in enumerate(next_steps):
        console.print(f"{'next' if index == 0 else '':<7} {step}", soft_wrap=True)
