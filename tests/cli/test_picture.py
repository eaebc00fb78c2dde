from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from kerasrun.cli.picture import _has_boxes
from tests.cli.conftest import Cli


def test_the_screen_says_where_it_is(cli: Cli, spec: Path, tmp_path: Path) -> None:
    reply = cli("summary", spec, "--picture", "net.svg")
    assert reply.code == 0
    assert reply.out.rstrip().endswith("net.svg written")
    ElementTree.parse(tmp_path / "net.svg")


def test_json(cli: Cli, spec: Path, tmp_path: Path) -> None:
    document = cli("summary", spec, "--picture", "net.html", "--json").json()
    assert (document["picture"], document["name"]) == ("net.html", "tiny")
    assert (tmp_path / "net.html").is_file()


def test_on_the_screen(cli: Cli, spec: Path) -> None:
    reply = cli("summary", spec, "--picture", "-")
    assert "Dense softmax" in reply.out
    assert "written" not in reply.out
    assert cli("summary", spec, "--picture", "-", "--json").code == 2


@pytest.mark.parametrize("place", ["net.png", "none/net.svg", "notes.md"])
def test_bad_places(place: str, cli: Cli, spec: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("x", "utf-8")
    reply = cli("summary", spec, "--picture", place)
    assert (reply.code, reply.out) == (2, "")
    assert "error: " in reply.err


def test_encodings_with_boxes() -> None:
    assert _has_boxes("utf-8")
    assert not _has_boxes("latin-1")
    assert not _has_boxes(None)
