from __future__ import annotations

from kerasrun.catalogue.article import CODE, FOLDER, codes, read_article, titles

LINT = {"title", "why", "fix", "wrong", "right"}


def test_every_article_on_a_code_says_what_it_must() -> None:
    for code in titles(CODE):
        article = read_article(CODE, code)
        assert article is not None
        assert set(article) == LINT, code
        assert all(isinstance(text, str) and text.strip() for text in article.values()), code


def test_only_lints_can_be_ignored() -> None:
    assert "KR301" in codes()
    assert all(code >= "KR300" for code in codes())


def test_no_article() -> None:
    assert read_article(CODE, "KR999") is None


def test_lines_are_short_enough_to_read() -> None:
    long = [
        f"{file.name}:{number}"
        for file in FOLDER.rglob("*.yaml")
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if len(line) > 120
    ]
    assert long == []
