from __future__ import annotations

import subprocess
import sys

import pytest

from kerasrun.cli.command import COMMANDS, BuiltCommands


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_built_under_its_name(name: str) -> None:
    command = BuiltCommands()[name]
    assert command.name == name
    assert COMMANDS[name].example in command.help


def test_an_unknown_command_is_none() -> None:
    assert BuiltCommands().get("trian") is None
    assert "trian" not in BuiltCommands()


def test_a_command_does_not_import_the_others() -> None:
    code = (
        "import sys; from kerasrun.cli.command import BuiltCommands; "
        "BuiltCommands()['validate']; print(*sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(result.stdout.split())
    others = {f"kerasrun.cli.{command.module}" for name, command in COMMANDS.items() if name != "validate"}
    assert "kerasrun.cli.validate" in loaded
    assert not loaded & others
