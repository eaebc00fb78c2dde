"""All lints together: each fires on its article's wrong spec and is silent on the right one."""

from __future__ import annotations

import pytest

from kerasrun.analysis.lint.check import THEMES, lints
from kerasrun.catalogue.article import codes, read_article
from tests.analysis.lint.conftest import find_issues


def test_every_lint_has_a_code_of_its_own_and_an_article() -> None:
    found = [lint.code for lint in lints()]
    assert found == sorted(set(found))
    assert tuple(found) == codes()


def test_every_theme_has_lints() -> None:
    themes = {lint.check.__module__.rpartition(".")[2] for lint in lints()}
    assert themes == set(THEMES)


@pytest.mark.parametrize("code", codes())
def test_the_wrong_spec_of_its_article_is_caught_and_the_right_one_passes(code: str) -> None:
    article = read_article("code", code)
    assert article is not None
    (severity,) = (lint.severity for lint in lints() if lint.code == code)
    caught = [issue for issue in find_issues(article["wrong"]) if issue.code == code]
    assert caught
    assert {issue.severity for issue in caught} == {severity}
    assert all(issue.mark and issue.hint for issue in caught)
    assert [issue.code for issue in find_issues(article["right"]) if issue.severity != "info"] == []


@pytest.mark.parametrize("code", codes())
def test_it_can_be_ignored(code: str) -> None:
    article = read_article("code", code)
    assert article is not None
    text = f"{article['wrong']}\nlint: {{ignore: [{code}]}}\n"
    assert code not in {issue.code for issue in find_issues(text)}
