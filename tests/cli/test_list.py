from __future__ import annotations

from collections.abc import Callable

import pytest

from kerasrun.catalogue.article import codes
from kerasrun.cli.list import LISTS
from tests.cli.conftest import Cli


@pytest.mark.parametrize("name", [name for name in LISTS if name != "lints"])
def test_every_list(name: str, cli: Cli) -> None:
    entries = cli("list", name, "--json").json()[name]
    assert entries
    for entry in entries:
        assert entry.keys() == {"name", "aliases", "doc", "arguments"}
        assert entry["doc"]
    assert cli("list", name, "-q").out.split() == [entry["name"] for entry in entries]


@pytest.mark.parametrize("word", ["layer", "Layers", "LAYER"])
def test_a_list_by_its_other_names(word: str, cli: Cli) -> None:
    assert cli("list", word, "--json").json().keys() == {"layers"}


def test_all_in_short(cli: Cli, golden: Callable[[str, str], None]) -> None:
    golden("list", cli("list").out)
    names = cli("list", "--json").json()
    assert tuple(names) == LISTS
    assert "Dense" in names["layers"]
    assert "Lambda" not in names["layers"]


def test_a_table(cli: Cli, golden: Callable[[str, str], None]) -> None:
    golden("list_regularizers", cli("list", "regularizers").out)


def test_required_arguments_are_marked(cli: Cli) -> None:
    assert "units*" in cli("list", "layers").out


@pytest.mark.parametrize(
    ("word", "hint"), [("layrs", "did you mean 'layers'?"), ("xyz", "the lists are: layers, optimizers")]
)
def test_an_unknown_list(word: str, hint: str, cli: Cli) -> None:
    reply = cli("list", word)
    assert (reply.code, reply.out) == (2, "")
    assert f"there is no list of '{word}'" in reply.err
    assert hint in reply.err


@pytest.mark.parametrize("columns", [40, 80])
def test_nothing_is_cut(columns: int, cli: Cli) -> None:
    assert "…" not in cli("list", "losses", columns=columns).out


def test_the_lints(cli: Cli, golden: Callable[[str, str], None]) -> None:
    golden("list_lints", cli("list", "lints").out)
    entries = cli("list", "lint", "--json").json()["lints"]
    assert [entry["code"] for entry in entries] == list(codes())
    assert all(entry["title"] for entry in entries)
    assert {entry["severity"] for entry in entries} == {"error", "warning", "info"}
    assert cli("list", "lints", "-q").out.split() == list(codes())
