"""`kerasrun doctor`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from kerasrun.cli.guard import guard
from kerasrun.cli.option import Json, Quiet
from kerasrun.errors import ExitCode

if TYPE_CHECKING:
    from kerasrun.job.doctor import Finding


def doctor(as_json: Json = False, quiet: Quiet = False) -> None:
    """Check this machine.

    Versions, devices, extras, folders, and one real training step. Ends with 1 where something does not work.
    """
    with guard(as_json=as_json):
        from kerasrun.cli.reply import print_json
        from kerasrun.cli.session import Session
        from kerasrun.job.doctor import examine

        with Session("doctor", quiet=quiet or as_json):
            findings = examine()
        ok = all(finding.ok for finding in findings)
        if as_json:
            print_json({"ok": ok, "findings": [vars(finding) for finding in findings]})
        else:
            _print_table([finding for finding in findings if not (quiet and finding.ok)])
        if not ok:
            raise typer.Exit(ExitCode.BUG)


def _print_table(findings: Sequence[Finding]) -> None:
    from rich.text import Text

    from kerasrun.cli.console import plain, results
    from kerasrun.cli.table import add_words, new_table

    if not findings:
        return
    table = new_table()
    add_words(table, "", "what", "found")
    for finding in findings:
        sign = Text("ok", style="green") if finding.ok else Text("no", style="bold red")
        table.add_row(sign, plain(finding.what), plain(finding.found))
    results().print(table)
