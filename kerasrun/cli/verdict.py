"""The verdicts on specs: a screen for each that has something to say, and one line for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import typer

from kerasrun.source.character import printable

if TYPE_CHECKING:
    from kerasrun.errors import Issue
    from kerasrun.job.validate import Verdict


def is_wrong(verdict: Verdict, *, strict: bool) -> bool:
    """Tell whether the spec does not pass: it has an error or, where `strict`, a warning of its own.

    What the data is warned of has no code, and a spec cannot silence it.
    """
    return verdict.error is not None or (
        strict and any(issue.severity == "warning" and issue.code for issue in verdict.issues)
    )


def verdicts_json(verdicts: Sequence[Verdict], *, strict: bool) -> dict[str, Any]:
    """Return the verdicts as `--json` prints them: the issues of all files, warnings and hints too."""
    from kerasrun.cli.screen import issue_json

    return {
        "ok": not any(is_wrong(verdict, strict=strict) for verdict in verdicts),
        "issues": [issue_json(issue) for verdict in verdicts for issue in verdict.issues],
    }


def print_verdicts(verdicts: Sequence[Verdict], *, strict: bool, quiet: bool) -> None:
    """Print the screens on stderr, and the last line: on stdout where all is well, unless quiet."""
    shown = [_shown(verdict, quiet=quiet) for verdict in verdicts]
    # Rich costs a spec that is valid and has no issue a tenth of its time.
    screens = [(verdict, issues) for verdict, issues in zip(verdicts, shown, strict=True) if issues]
    if screens:
        _print_screens(screens)
    all_issues = [issue for issues in shown for issue in issues]
    wrong = [verdict for verdict in verdicts if is_wrong(verdict, strict=strict)]
    if not wrong:
        if not quiet:
            typer.echo(printable(_valid_line(verdicts, all_issues)))
    elif len(verdicts) > 1 or wrong[0].error is None:
        typer.echo(printable(_wrong_line(verdicts, wrong, all_issues)), err=True)


def _shown(verdict: Verdict, *, quiet: bool) -> list[Issue]:
    """Return the issues that are shown: hints that a healthy spec may get are left out where quiet."""
    return [issue for issue in verdict.issues if not (quiet and issue.severity == "info")]


def _print_screens(screens: Sequence[tuple[Verdict, Sequence[Issue]]]) -> None:
    from kerasrun.cli.console import messages
    from kerasrun.cli.screen import count_issues, render_error, render_issues
    from kerasrun.errors import SpecError

    for verdict, issues in screens:
        if verdict.error is None or isinstance(verdict.error, SpecError):
            screen = render_issues(issues, verdict.texts)
            if verdict.error is not None:
                screen.append(f"\n{count_issues(issues)}\n", style="bold")
        else:
            screen = render_error(verdict.error)
        if verdict is not screens[0][0]:
            messages().print()
        messages().print(screen, end="", soft_wrap=True)
    if len(screens) > 1 or screens[0][0].error is None:
        messages().print()


def _valid_line(verdicts: Sequence[Verdict], issues: Sequence[Issue]) -> str:
    what = f"{verdicts[0].path} is" if len(verdicts) == 1 else f"{len(verdicts)} specs are"
    return f"{what} valid{_counts(', ', issues)}"


def _wrong_line(verdicts: Sequence[Verdict], wrong: Sequence[Verdict], issues: Sequence[Issue]) -> str:
    what = f"{verdicts[0].path} is"
    if len(verdicts) > 1:
        what = f"{len(wrong)} of {len(verdicts)} specs {'is' if len(wrong) == 1 else 'are'}"
    strictly = "" if any(verdict.error for verdict in wrong) else " under --strict"
    return f"{what} wrong{strictly}{_counts(': ', issues)}"


def _counts(join: str, issues: Sequence[Issue]) -> str:
    if not issues:
        return ""
    from kerasrun.cli.screen import count_issues

    return join + count_issues(issues)
