"""The lints over a corpus: silent on healthy models, loud on buggy programs and on mutants of healthy ones.

`corpus/healthy` holds published and everyday models, `corpus/buggy` small specs after questions that people
asked, `corpus/variant` the same mistakes in less usual forms. The head of a spec with a mistake says what is
expected: `# expect: KR306 at line 12` (several codes or lines with `or`: any of them will do) and, where more
is true, `# also: KR312`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from kerasrun.data.load import describe_data
from kerasrun.errors import Issue, SpecError
from kerasrun.job.load import source_arguments
from kerasrun.source.reader import parse_document
from kerasrun.spec.parse import parse_spec
from tests.analysis.lint.conftest import find_issues
from tests.analysis.lint.corpus import mutant_model, mutant_training
from tests.analysis.lint.corpus.change import MUTATORS
from tests.analysis.lint.corpus.draft import read_draft

CORPUS = Path(__file__).parent / "corpus"
HEALTHY = sorted((CORPUS / "healthy").glob("*.yaml"))
BUGGY = sorted((*(CORPUS / "buggy").glob("*.yaml"), *(CORPUS / "variant").glob("*.yaml")))
RECALL, PRECISION = 0.9, 0.95
MUTANTS = 12
"""At most so many of one mutator, spread over the models: all of them take a while and say no more."""
MODULES = (mutant_model, mutant_training)
"""Imported for the mutators that they enter in the table."""

_EXPECT = re.compile(r"^# expect: (.+) at line (.+)$", re.MULTILINE)
_ALSO = re.compile(r"^# also: (.+)$", re.MULTILINE)


@dataclass
class Program:
    """A text with a mistake in it, and what was found."""

    name: str
    text: str
    codes: frozenset[str]
    lines: frozenset[int]
    also: frozenset[str]
    found: list[Issue] = field(default_factory=list)

    @property
    def is_caught(self) -> bool:
        places = {(issue.code, issue.mark.line) for issue in self.found if issue.mark}
        return bool(places & {(code, line) for code in self.codes for line in self.lines})

    @property
    def alarms(self) -> list[Issue]:
        """Errors and warnings, without hints."""
        return [issue for issue in self.found if issue.severity != "info"]

    @property
    def false_alarms(self) -> list[Issue]:
        return [issue for issue in self.alarms if issue.code not in self.codes | self.also]


def _issues(text: str, name: str) -> list[Issue]:
    try:
        return find_issues(text, name)
    except SpecError as error:
        return list(error.issues)


def _buggy() -> Iterator[Program]:
    for path in BUGGY:
        text = path.read_text()
        match = _EXPECT.search(text)
        assert match, f"{path.name}: expected a line `# expect: KR3NN at line N`"
        also = _ALSO.search(text)
        yield Program(
            name=path.stem,
            text=text,
            codes=frozenset(match[1].split(" or ")),
            lines=frozenset(map(int, match[2].split(" or "))),
            also=frozenset(also[1].split() if also else ()),
        )


def _spread(programs: list[Program], limit: int) -> list[Program]:
    """Return at most `limit` of the programs, evenly."""
    step = max(1, -(-len(programs) // limit))
    return programs[::step]


def _mutants() -> Iterator[Program]:
    by_mutator: dict[str, list[Program]] = {}
    for mutant in _all_mutants():
        by_mutator.setdefault(mutant.name.split(" of ")[0], []).append(mutant)
    for programs in by_mutator.values():
        yield from _spread(programs, MUTANTS)


def _all_mutants() -> Iterator[Program]:
    for path in HEALTHY:
        document = parse_document(path.read_text(), path.name)
        spec = parse_spec(document)
        facts = describe_data(**source_arguments(spec, [Path.cwd()])) if spec.data else None
        healthy = read_draft(document.data, facts)
        # What is said of the healthy spec is measured there.
        already = frozenset(issue.code for issue in _issues(healthy.write()[0], path.name))
        for mutator in MUTATORS:
            draft = healthy.copy()
            change = mutator(draft)
            if change is None:
                continue
            text, lines = draft.write()
            yield Program(
                name=f"{mutator.__name__} of {path.stem}",
                text=text,
                codes=frozenset(change.codes),
                lines=frozenset(lines[place] for place in change.places),
                also=frozenset(change.also) | already,
            )


@cache
def _programs() -> tuple[Program, ...]:
    programs = (*_buggy(), *_mutants())
    for program in programs:
        program.found = _issues(program.text, program.name)
    return programs


def _row(program: Program, issue: Issue | None = None) -> str:
    if issue:
        return (
            f"{program.name:48} {issue.code} line {issue.mark.line if issue.mark else '-'}: {issue.message}"
        )
    wanted = f"{'/'.join(sorted(program.codes))} at line {'/'.join(map(str, sorted(program.lines)))}"
    found = ", ".join(f"{found.code}:{found.mark.line if found.mark else '-'}" for found in program.found)
    return f"{program.name:48} {wanted:32} found {found or 'nothing'}"


def _table(title: str, rows: list[str]) -> str:
    return "\n".join(["", title, *rows])


@pytest.mark.parametrize("path", HEALTHY, ids=lambda path: path.stem)
def test_a_healthy_model_has_no_error_and_at_most_one_warning(path: Path) -> None:
    issues = _issues(path.read_text(), path.name)
    told = [f"{issue.code} {issue.severity} {issue.mark}: {issue.message}" for issue in issues]
    assert [issue for issue in issues if issue.severity == "error"] == [], _table(path.name, told)
    assert len([issue for issue in issues if issue.severity == "warning"]) <= 1, _table(path.name, told)


def test_few_healthy_models_are_warned_about() -> None:
    found = [issue for path in HEALTHY for issue in _issues(path.read_text(), path.name)]
    told = [f"{issue.code} {issue.mark}: {issue.message}" for issue in found if issue.severity == "warning"]
    assert len(told) <= len(HEALTHY) // 10, _table(f"{len(told)} warnings on {len(HEALTHY)} models", told)


def test_the_mistakes_are_found_where_they_are() -> None:
    programs = _programs()
    missed = [program for program in programs if not program.is_caught]
    codes = Counter("/".join(sorted(program.codes)) for program in missed)
    recall = 1 - len(missed) / len(programs)
    title = f"recall {recall:.3f}: {len(missed)} of {len(programs)} missed; {dict(codes.most_common())}"
    assert recall >= RECALL, _table(title, [_row(program) for program in missed])


def test_little_else_is_reported() -> None:
    programs = _programs()
    wrong = [(program, issue) for program in programs for issue in program.false_alarms]
    alarms = sum(len(program.alarms) for program in programs)
    assert alarms > 0
    precision = 1 - len(wrong) / alarms
    title = f"precision {precision:.3f}: {len(wrong)} false of {alarms} alarms"
    assert precision >= PRECISION, _table(title, [_row(program, issue) for program, issue in wrong])


def test_the_corpus_is_wide() -> None:
    programs = _programs()
    rules = {code for program in programs for code in program.codes if code >= "KR300"}
    assert len(HEALTHY) >= 45
    assert len(BUGGY) >= 60
    assert len(rules) >= 40
    assert {program.name.split(" of ")[0] for program in programs} >= {rule.__name__ for rule in MUTATORS}
