"""What a lint is: a function from a case to findings, with a code and a severity.

A theme file (`activation.py`, `metric.py`, ...) holds the functions; `check.py` runs them all. The article of
a code, which `kerasrun explain` shows, stands in `catalogue/articles/code/` with a wrong and a right spec.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from kerasrun.analysis.lint.case import Case
from kerasrun.errors import Path, Severity


class Finding(NamedTuple):
    """One place where a lint holds: what is expected and received there, and what to write instead."""

    message: str
    path: Path
    """From the top of the spec: `("compile", "loss")`; the place of the nearest value around it counts."""
    hint: str | None = None
    at_key: bool = False
    """Point at the key that ends the path, not at its value; for a layer, at its name."""
    severity: Severity | None = None
    """Where this finding is milder or worse than its lint."""


Check = Callable[[Case], Iterable[Finding]]


class Lint(NamedTuple):
    """A check with its code (`KR301`) and how bad a finding is: errors stop `train`, unless it is forced."""

    code: str
    severity: Severity
    check: Check


def lint(code: str, severity: Severity) -> Callable[[Check], Lint]:
    """Return a decorator that makes a function a lint."""
    return lambda check: Lint(code, severity, check)
