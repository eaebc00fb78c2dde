"""`kerasrun doctor`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from kerasrun.cli.guard import guard
from kerasrun.cli.option import Json

if TYPE_CHECKING:
    from kerasrun.job.doctor import Finding


def doctor(as_json: Json = False) -> None:
    """Check this machine.

    Versions, devices, extras, folders, and one real training step.
    """
    with guard(as_json=as_json):
        from kerasrun.cli.session import Session
        from kerasrun.job.doctor import examine

        with Session("doctor", quiet=True):
            findings = examine()
        ok = all(finding.ok for finding in findings)
        if as_json:
            typer.echo(json.dumps({"ok": ok, "findings": [vars(finding) for finding in findings]}, indent=2))
        else:
            _print(findings)
        if not ok:
            raise typer.Exit(1)


def _print(findings: Sequence[Finding]) -> None:
    from rich.text import Text

    from kerasrun.cli.console import results
    from kerasrun.cli.table import new_table

    table = new_table()
    for column in ("", "what", "found"):
        table.add_column(column, overflow="fold")
    for finding in findings:
        sign = Text("ok", style="green") if finding.ok else Text("no", style="bold red")
        table.add_row(sign, finding.what, Text(finding.found))
    results().print(table)
