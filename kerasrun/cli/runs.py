"""`kerasrun runs`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from kerasrun.cli.guard import guard
from kerasrun.cli.option import RUNS_DIR, Json, RunsDir

if TYPE_CHECKING:
    from kerasrun.rundir.layout import Run


def runs(runs_dir: RunsDir = RUNS_DIR, as_json: Json = False) -> None:
    """List the runs, newest first, with their scores."""
    with guard(as_json=as_json):
        from kerasrun.rundir.run import list_runs

        found = [_describe(run) for run in list_runs(runs_dir)]
        if as_json:
            typer.echo(json.dumps({"runs": found}, indent=2))
        elif found:
            _print_table(found)
        else:
            typer.echo(f"no runs in {runs_dir}: start with `kerasrun train configs/mnist_cnn.yaml`", err=True)


def _describe(run: Run) -> dict[str, Any]:
    from kerasrun.errors import KerasrunError
    from kerasrun.rundir.scores import read_scores
    from kerasrun.rundir.status import read_status

    if run.broken:
        return {"run": str(run.directory), "status": "broken", "reason": run.broken}
    status = read_status(run)
    described: dict[str, Any] = {
        "run": str(run.directory),
        "status": status.state,
        "reason": status.reason,
        "started": status.started.isoformat() if status.started else None,
        "epochs": status.epochs,
        "scores": {},
    }
    try:
        described["scores"] = read_scores(run)["scores"] if run.scores_file.exists() else {}
    except KerasrunError as error:
        described["reason"] = error.message
    return described


def _print_table(found: list[dict[str, Any]]) -> None:
    from rich.text import Text

    from kerasrun.cli.console import results
    from kerasrun.cli.number import format_score
    from kerasrun.cli.table import new_table

    table = new_table()
    for column, justify in (("run", "left"), ("status", "left"), ("epochs", "right"), ("split", "left")):
        table.add_column(column, justify=justify)  # type: ignore[arg-type]
    table.add_column("scores", overflow="fold")
    for run in found:
        split, values = _headline(run.get("scores") or {})
        scores = "  ".join(f"{name} {format_score(value)}" for name, value in values.items())
        table.add_row(
            Text(run["run"], overflow="fold"),
            run["status"],
            str(run.get("epochs", "")),
            split,
            Text(scores or run.get("reason") or ""),
        )
    results().print(table)


def _headline(scores: dict[str, dict[str, float]]) -> tuple[str, dict[str, float]]:
    """Return the split whose scores say most, test before validation before train."""
    for split in ("test", "validation", "train"):
        if split in scores:
            return split, scores[split]
    return "", {}
