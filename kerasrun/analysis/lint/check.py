"""All lints over one case. `analyse.py` calls it once the layers fit one another."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module

from kerasrun.analysis.lint.case import Case
from kerasrun.analysis.lint.rule import Finding, Lint
from kerasrun.errors import Issue

THEMES = (
    "activation",
    "architecture",
    "callback",
    "dropout",
    "embedding",
    "fit",
    "initializer",
    "label",
    "learning_rate",
    "loss",
    "metric",
    "normalization",
    "precision",
    "regularization",
    "scaling",
    "stack",
    "target",
)
"""The files of this folder that hold lints."""


@cache
def lints() -> tuple[Lint, ...]:
    """Return every lint, sorted by code."""
    modules = [import_module(f"kerasrun.analysis.lint.{theme}") for theme in THEMES]
    found = [value for module in modules for value in vars(module).values() if isinstance(value, Lint)]
    return tuple(sorted(found, key=lambda lint: lint.code))


def check_lints(case: Case) -> list[Issue]:
    """Return an issue for each finding of each lint that the spec does not ignore."""
    # A layer inside a repeat is looked at in every round.
    return list(dict.fromkeys(_issues(case)))


def _issues(case: Case) -> Iterator[Issue]:
    for lint in lints():
        if lint.code not in case.spec.lint.ignore:
            for finding in lint.check(case):
                yield _issue(case, lint, finding)


def _issue(case: Case, lint: Lint, finding: Finding) -> Issue:
    document = case.spec.document
    mark = document.key_mark(finding.path) if finding.at_key else document.value_mark(finding.path)
    severity = finding.severity or lint.severity
    return Issue(lint.code, finding.message, finding.path, mark, finding.hint, severity, judgement=True)
