"""Errors as a person reads them: the place, expected and received, the line with a caret, the fix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.text import Text

from kerasrun.errors import Issue, KerasrunError, Mark, SpecError, format_path
from kerasrun.source.character import printable
from kerasrun.source.snippet import render_snippet

MESSAGE_LIMIT = 600
"""Longest message shown, in characters; Keras's own can be far longer."""

PATH_LIMIT = 200
"""Longest path of keys shown, in characters: a key can be as long as a file."""

_STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan"}


def render_issues(issues: Sequence[Issue], texts: Mapping[str, str]) -> Text:
    """Return the screen of a file's issues, in the order given."""
    screen = Text()
    for index, issue in enumerate(issues):
        if index:
            screen.append("\n")
        path = f"{_cut(format_path(issue.path), PATH_LIMIT)}: " if issue.path else ""
        _append_head(screen, issue.mark, path + issue.message, issue.severity, issue.code)
        _append_tail(screen, issue.mark, texts, issue.hint)
    return screen


def count_issues(issues: Sequence[Issue]) -> str:
    """Return `2 errors, 1 warning`."""
    words = {"error": "error", "warning": "warning", "info": "hint"}
    counts = {word: sum(issue.severity == severity for issue in issues) for severity, word in words.items()}
    return ", ".join(f"{count} {word}{'s' if count > 1 else ''}" for word, count in counts.items() if count)


def render_error(error: KerasrunError) -> Text:
    """Return the screen of one error."""
    if isinstance(error, SpecError):
        screen = render_issues(error.issues, error.sources)
        return screen.append(f"\n{count_issues(error.issues)}\n", style="bold")
    screen = Text()
    _append_head(screen, error.mark, error.message, "error", None)
    _append_tail(screen, error.mark, error.sources, error.hint)
    return screen


def issue_json(issue: Issue) -> dict[str, Any]:
    """Return an issue as `--json` prints it."""
    return {
        "code": issue.code,
        "severity": issue.severity,
        "file": issue.mark.file if issue.mark else None,
        "line": issue.mark.line if issue.mark else None,
        "column": issue.mark.column if issue.mark else None,
        "path": format_path(issue.path),
        "message": issue.message,
        "hint": issue.hint,
    }


def error_json(error: KerasrunError) -> dict[str, Any]:
    """Return an error as `--json` prints it."""
    issues = (
        error.issues
        if isinstance(error, SpecError)
        else [Issue("", error.message, mark=error.mark, hint=error.hint)]
    )
    return {
        "ok": False,
        "error": type(error).__name__,
        "exit_code": int(error.exit_code),
        "message": error.message,
        "issues": [issue_json(issue) for issue in issues],
    }


def _append_head(screen: Text, mark: Mark | None, message: str, severity: str, code: str | None) -> None:
    screen.append(f"{printable(str(mark))}  " if mark else "", style="bold")
    screen.append(f"{severity}{f'[{code}]' if code else ''}: ", style=_STYLES[severity])
    screen.append(f"{_cut(printable(message))}\n")


def _append_tail(screen: Text, mark: Mark | None, texts: Mapping[str, str], hint: str | None) -> None:
    for line in render_snippet(mark, texts) if mark else []:
        screen.append(f"    {line}\n", style="red" if line.strip(" |") == "^" else "dim")
    if hint:
        screen.append("  Hint: ", style="bold green")
        screen.append(f"{_cut(printable(hint))}\n")


def _cut(text: str, limit: int = MESSAGE_LIMIT) -> str:
    return text if len(text) <= limit else f"{text[:limit]}..."
