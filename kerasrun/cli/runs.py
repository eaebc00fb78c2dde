"""`kerasrun runs`."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import typer

from kerasrun.cli.guard import guard
from kerasrun.cli.option import RUNS_DIR, Json, Quiet, RunsDir

if TYPE_CHECKING:
    from kerasrun.rundir.layout import Run

OTHERS = 42
"""Columns that the table needs beside the names and the longest word of the scores."""


def runs(runs_dir: RunsDir = RUNS_DIR, as_json: Json = False, quiet: Quiet = False) -> None:
    """List the runs, newest first, with their scores.

    The scores are those of the test split, or of the validation or train split of a run that has no other.
    """
    with guard(as_json=as_json):
        from kerasrun.cli.reply import print_json
        from kerasrun.rundir.run import list_runs

        found = [_describe(run) for run in list_runs(runs_dir)]
        if as_json:
            print_json({"runs": found})
        elif found:
            _print_table(found, runs_dir)
        elif not quiet:
            typer.echo(
                f"no runs in {runs_dir}: start with `kerasrun init mnist && kerasrun train mnist.yaml`",
                err=True,
            )


def _describe(run: Run) -> dict[str, Any]:
    from kerasrun.errors import KerasrunError
    from kerasrun.rundir.scores import read_scores
    from kerasrun.rundir.status import Status, read_status

    scores: Any = {}
    state, reason, status = "broken", run.broken, None
    try:
        if not run.broken:
            status = read_status(run)
            state, reason = status.state, status.reason
            scores = read_scores(run)["scores"] if run.scores_file.exists() else {}
    except KerasrunError as error:
        # Its files can change while they are being read: another process may train or delete it.
        reason = error.message
    status = status or Status("failed")
    return {
        "run": str(run.directory),
        "status": state,
        "reason": reason,
        "started": status.started.isoformat() if status.started else None,
        "epochs": status.epochs,
        "scores": scores,
    }


def _print_table(found: Sequence[dict[str, Any]], runs_dir: pathlib.Path) -> None:
    from datetime import UTC, datetime

    from kerasrun.cli.console import plain, results
    from kerasrun.cli.duration import format_age
    from kerasrun.cli.table import add_numbers, add_words, new_table

    now = datetime.now(UTC)
    table = new_table(f"runs in {runs_dir}")
    add_words(table, "run", "started", "status")
    add_numbers(table, "epochs")
    add_words(table, "scores")
    for run in found:
        started = datetime.fromisoformat(run["started"]) if run["started"] else None
        table.add_row(
            plain(pathlib.Path(run["run"]).name),
            format_age(started, now),
            plain(run["status"], _STYLES.get(run["status"], "")),
            str(run["epochs"]),
            plain(_news(run)),
        )
    console = results()
    # A name is what the user copies: it folds last, but never so late that a score is cut off.
    longest = max(len(pathlib.Path(run["run"]).name) for run in found)
    word = max((len(word) for run in found for word in _news(run).split()), default=0)
    table.columns[0].min_width = max(min(longest, console.width - OTHERS - word), 1)
    console.print(table)


_STYLES = {
    "finished": "green",
    "running": "cyan",
    "interrupted": "yellow",
    "stopped": "yellow",
} | dict.fromkeys(("failed", "broken"), "red")


def _news(run: dict[str, Any]) -> str:
    """Return `test accuracy 0.9832, loss 0.0534`, or why there are no scores."""
    from kerasrun.report.number import format_score

    for split in ("test", "validation", "train"):
        if values := run["scores"].get(split):
            # What a user compares runs by comes first; the loss is in every run.
            ordered = sorted(values.items(), key=lambda item: item[0] == "loss")
            return f"{split} " + ", ".join(f"{name} {format_score(value)}" for name, value in ordered)
    # The table names the directory already.
    return (run["reason"] or "").removeprefix(f"{run['run']}: ")
