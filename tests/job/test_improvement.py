from __future__ import annotations

from pathlib import Path

from kerasrun.errors import Fix, Hint, Issue, Mark, SpecError
from kerasrun.errors import Path as Place
from kerasrun.job.improvement import is_better
from kerasrun.job.validate import Stage, Verdict

LR = Hint("write `rate: 1`", Fix("lr", "rate"))


def issue(message: str, line: int, path: Place = ("fit", "lr"), code: str = "KR101", hint: str = LR) -> Issue:
    return Issue(code, message, path, Mark("a.yaml", line, 1), hint)


def verdict(*issues: Issue, stage: Stage = Stage.SPEC) -> Verdict:
    return Verdict(Path("a.yaml"), stage, issues, {}, SpecError(list(issues)) if issues else None)


FIRST, SECOND = issue("one", 1), issue("two", 5, ("model",))


def test_fewer_issues_are_better() -> None:
    assert is_better(verdict(FIRST, SECOND), verdict(SECOND), [FIRST])


def test_what_was_to_be_mended_must_be_gone() -> None:
    assert not is_better(verdict(FIRST, SECOND), verdict(FIRST), [FIRST])


def test_a_later_stage_is_better_whatever_it_finds() -> None:
    found = issue("layers do not fit", 9, ("model",), "KR201")
    assert is_better(verdict(FIRST), verdict(found, stage=Stage.ANALYSIS), [FIRST])
    assert not is_better(verdict(found, stage=Stage.ANALYSIS), verdict(FIRST), [found])


def test_a_new_error_elsewhere_is_worse() -> None:
    assert not is_better(verdict(FIRST), verdict(issue("new", 2, ("fit", "epochs"))), [FIRST])


def test_an_error_below_the_mended_name_was_hidden() -> None:
    hidden = issue("hidden", 2, ("fit", "rate", "units"))
    assert is_better(verdict(FIRST), verdict(hidden), [FIRST])


def test_a_key_that_now_stands_twice_is_new() -> None:
    for code in ("KR004", "KR108"):
        assert not is_better(verdict(FIRST), verdict(issue("twice", 2, ("fit", "rate"), code)), [FIRST])


def test_a_new_warning_is_no_error() -> None:
    warning = Issue("KR301", "doubt", (), Mark("a.yaml", 7, 1), severity="warning")
    assert is_better(verdict(FIRST), verdict(warning), [FIRST])


def test_lines_move_up_where_one_goes() -> None:
    moved = issue("two", 4, ("model",))
    assert is_better(verdict(FIRST, SECOND), verdict(moved), [FIRST], gone=[2])
    assert not is_better(verdict(FIRST, SECOND), verdict(moved), [FIRST])
    other = Issue("KR101", "base", (), Mark("base.yaml", 9, 1))
    assert is_better(verdict(FIRST, other), verdict(other), [FIRST], gone=[2])


def test_a_broken_text_is_better_where_it_breaks_later() -> None:
    broken = [verdict(issue("broken", line, ()), stage=Stage.READING) for line in (3, 7)]
    assert is_better(broken[0], broken[1], [])
    assert not is_better(broken[1], broken[0], [])
