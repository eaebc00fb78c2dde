from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kerasrun import __version__
from kerasrun.cli.command import COMMANDS
from tests.cli.conftest import SPEC, Cli

NAMES = list(COMMANDS)

WITHOUT_TENSORFLOW = """
import sys
from typer.testing import CliRunner
from kerasrun.cli.app import app

for words in (
    ["--help"], ["train", "--help"], ["validate", "tiny.yaml"], ["validate", "bad.yaml"], ["list"],
    ["list", "layers", "--json"], ["runs"], ["train", "tiny.yaml", "--dry-run"], ["init", "mnist"],
    ["summary", "tiny.yaml", "--explain"], ["summary", "tiny.yaml", "--json"],
    ["schema"],
):
    result = CliRunner().invoke(app, words)
    assert result.exit_code == (2 if "bad.yaml" in words else 0), (words, result.output)
    for package in ("tensorflow", "keras", "pandas", "matplotlib"):
        assert package not in sys.modules, (words, package)
    if words == ["--help"]:
        assert "pydantic" not in sys.modules
        assert "numpy" not in sys.modules
"""


def test_help(cli: Cli, golden: Callable[[str, str], None]) -> None:
    reply = cli("--help")
    assert reply.code == 0
    golden("help", reply.out)


@pytest.mark.parametrize("name", NAMES)
def test_help_of(name: str, cli: Cli, golden: Callable[[str, str], None]) -> None:
    reply = cli(name, "-h")
    assert (reply.code, reply.err) == (0, "")
    golden(f"help_{name}", reply.out)


@pytest.mark.parametrize(("name", "example"), [(name, command.example) for name, command in COMMANDS.items()])
def test_help_leads_with_an_example(name: str, example: str, cli: Cli) -> None:
    text = cli(name, "--help").out
    assert f"Example:  {example}\n" in text
    assert text.index("Example:") < text.index("Options:")


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_a_machine_face_and_a_quiet_one(name: str, cli: Cli) -> None:
    text = cli(name, "--help").out
    assert "--json" in text
    assert "-q, --quiet" in text


def test_version(cli: Cli) -> None:
    assert cli("--version").out == f"kerasrun {__version__}\n"


def test_no_command_shows_the_help(cli: Cli) -> None:
    reply = cli()
    assert reply.code == 2
    assert "Usage: kerasrun" in reply.err + reply.out


def test_a_wrong_command_names_the_right_one(cli: Cli) -> None:
    reply = cli("trian")
    assert (reply.code, reply.out) == (2, "")
    assert "No such command 'trian'. Did you mean 'train'?" in reply.err


@pytest.mark.parametrize("words", [["train"], ["train", "--bogus"], ["validate"], ["runs", "extra"]])
def test_a_wrong_command_line_exits_with_2(words: list[str], cli: Cli) -> None:
    reply = cli(*words)
    assert (reply.code, reply.out) == (2, "")
    assert "Error:" in reply.err


def test_light_commands_leave_tensorflow_out(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(SPEC, "utf-8")
    (tmp_path / "bad.yaml").write_text(SPEC.replace("Dense", "Dens"), "utf-8")
    result = subprocess.run(
        [sys.executable, "-c", WITHOUT_TENSORFLOW], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
