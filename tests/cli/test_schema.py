from __future__ import annotations

from pathlib import Path

import pytest

from kerasrun.spec.schema import json_schema, schema_text
from tests.cli.conftest import Cli


@pytest.mark.parametrize("words", [(), ("--json",), ("-q",)])
def test_the_schema_goes_to_stdout(words: tuple[str, ...], cli: Cli, tmp_path: Path) -> None:
    reply = cli("schema", *words)
    assert (reply.code, reply.err) == (0, "")
    assert reply.json() == json_schema()
    assert list(tmp_path.iterdir()) == []


def test_a_file(cli: Cli, tmp_path: Path) -> None:
    assert cli("schema", "--output", "a.json").out == "a.json written\n"
    assert (tmp_path / "a.json").read_text("utf-8") == schema_text()
    assert cli("schema", "-o", "a.json", "--json").json() == {"ok": True, "schema": "a.json"}
    assert cli("schema", "-o", "a.json", "-q").out == ""


def test_another_file_is_not_overwritten(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("mine", "utf-8")
    reply = cli("schema", "-o", "a.json")
    assert (reply.code, reply.out) == (2, "")
    assert (
        reply.err == "error: a.json exists already and is no schema of kerasrun\n  Hint: name another file\n"
    )
    assert (tmp_path / "a.json").read_text("utf-8") == "mine"
    assert cli("schema", "-o", "no/a.json").code == 2
