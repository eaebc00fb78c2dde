from __future__ import annotations

import pytest

from kerasrun.cli.command import COMMANDS
from tests.cli.conftest import Cli


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["train", "--json"], "Missing argument 'SPEC'.", "see `kerasrun train --help`"),
        (["trian", "--json"], "No such command 'trian'. Did you mean 'train'?", "see `kerasrun --help`"),
        (["runs", "--json", "--bogus"], "No such option: --bogus", "see `kerasrun runs --help`"),
    ],
)
def test_a_wrong_command_line_is_json_where_json_is_asked_for(
    words: list[str], message: str, hint: str, cli: Cli
) -> None:
    reply = cli(*words)
    document = reply.json()
    assert reply.code == document["exit_code"] == 2
    assert document["ok"] is False
    assert document["error"] == "UsageError"
    assert document["message"].startswith(message)
    assert document["issues"][0]["hint"] == hint
    assert message in reply.err


def test_exit_codes_pass_through_with_json(cli: Cli) -> None:
    assert cli("runs", "--json").code == 0
    assert cli("evaluate", "nowhere", "--json").code == 2
    assert cli("runs", "--json", "--help").code == 0


SHELL = {"_KERASRUN_COMPLETE": "complete_bash"}


@pytest.mark.parametrize(
    ("line", "word", "found"),
    [
        ("kerasrun ", 1, set(COMMANDS)),
        ("kerasrun list lo", 2, {"losses"}),
        ("kerasrun init mn", 2, {"mnist"}),
        ("kerasrun train --s", 2, {"--smoke"}),
    ],
)
def test_completion(line: str, word: int, found: set[str], cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {**SHELL, "COMP_WORDS": line, "COMP_CWORD": str(word), "_TYPER_COMPLETE_ARGS": line}
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    assert set(cli().out.split()) == found


def test_the_completion_script_can_be_shown(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_KERASRUN_COMPLETE", "source_bash")
    assert "complete -o default -F _kerasrun_completion kerasrun" in cli().out
