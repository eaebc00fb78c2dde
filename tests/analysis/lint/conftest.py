"""A spec's text to the codes that its lints find."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kerasrun.analysis.analyse import analyse
from kerasrun.data.load import describe_data
from kerasrun.errors import Issue
from kerasrun.job.load import source_arguments
from kerasrun.source.reader import parse_document
from kerasrun.spec.parse import parse_spec

Find = Callable[[str], list[Issue]]


def find_issues(text: str, file: str = "spec.yaml") -> list[Issue]:
    """Return every issue of the spec `text`, warnings and hints included; data is described, not loaded."""
    spec = parse_spec(parse_document(text, file))
    facts = describe_data(**source_arguments(spec, [Path.cwd()])) if spec.data else None
    return list(analyse(spec, facts, facts.rows if facts else None).issues)


@pytest.fixture
def find() -> Find:
    return find_issues
