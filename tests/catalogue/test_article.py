from __future__ import annotations

from typing import Any, Final

import pytest
import yaml

from kerasrun.catalogue import catalogue
from kerasrun.catalogue.article import CODE, FOLDER, codes, read_article, titles
from kerasrun.catalogue.refused import refused
from kerasrun.catalogue.rule import Kind
from kerasrun.spec.object import ObjectSpec, parse_object

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


OBJECT: Final = frozenset({"what", "formula", "use", "avoid", "example"})
USABLE: Final[dict[Kind, frozenset[str]]] = {
    "layer": OBJECT | {"before", "after"},
    "loss": OBJECT,
    "metric": OBJECT,
    "optimizer": OBJECT,
    "schedule": OBJECT,
    "callback": OBJECT,
    "activation": OBJECT,
    "initializer": OBJECT,
    "regularizer": OBJECT,
    "constraint": OBJECT,
}
"""The kinds of objects that have articles, and the fields of each."""


def _names(kind: Kind) -> list[str]:
    return [name for name in catalogue.names(kind) if refused(kind, name) is None]


def _examples(kind: Kind, text: str) -> list[Any]:
    """Return the objects of an example as plain data: a layer's is a list of layers."""
    value = yaml.safe_load(text)
    return value if kind == "layer" else [value]


@pytest.mark.parametrize("kind", USABLE)
def test_every_name_of_a_kind_has_its_article(kind: Kind) -> None:
    assert set(titles(kind)) == set(_names(kind))


@pytest.mark.parametrize("kind", USABLE)
def test_every_article_on_an_object_says_what_it_must(kind: Kind) -> None:
    for name in titles(kind):
        article = read_article(kind, name)
        assert article is not None
        assert set(article) == USABLE[kind], name
        assert all(isinstance(text, str) and text.strip() for text in article.values()), name


@pytest.mark.parametrize("kind", USABLE)
def test_every_example_can_stand_in_a_spec(kind: Kind) -> None:
    for name in titles(kind):
        article = read_article(kind, name)
        assert article is not None
        found = [parse_object(kind, value) for value in _examples(kind, article["example"])]
        assert any(name in _mentioned(example) for example in found), name


def _mentioned(value: Any) -> set[str]:
    """Return the names of an object and of all that are inside it."""
    if isinstance(value, ObjectSpec):
        return {value.keras_name, *_mentioned(list(value.arguments.values()))}
    return {name for item in value for name in _mentioned(item)} if isinstance(value, list | tuple) else set()


@pytest.mark.parametrize("kind", [CODE, *USABLE])
def test_no_file_holds_too_much(kind: str) -> None:
    for file in (FOLDER / kind).glob("*.yaml"):
        assert len(file.read_text("utf-8").splitlines()) < 300, file.name
