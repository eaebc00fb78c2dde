from __future__ import annotations

from pathlib import Path

import pytest

from kerasrun import __version__
from kerasrun.cli.bug import BUG_FILE, report_bug
from tests.cli.conftest import Cli


def caught(message: str) -> Exception:
    try:
        raise RuntimeError(message)
    except RuntimeError as error:
        return error


def test_the_file_says_what_and_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    bug = report_bug(caught("first\nsecond"))
    assert bug.message == "this is a bug in kerasrun: RuntimeError: first"
    assert bug.hint == f"please report it with the file {BUG_FILE}"
    text = (tmp_path / BUG_FILE).read_text("utf-8")
    assert text.startswith(f"kerasrun {__version__}, Python 3")
    assert "in caught" in text


def test_an_error_without_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert report_bug(caught("")).message == "this is a bug in kerasrun: RuntimeError"


def test_where_nothing_can_be_written_the_hint_holds_the_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / BUG_FILE).mkdir()
    monkeypatch.chdir(tmp_path)
    hint = report_bug(caught("why")).hint
    assert hint is not None
    assert "RuntimeError: why" in hint


def test_a_command_with_a_bug(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(runs_dir: Path) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("kerasrun.rundir.run.list_runs", broken)
    reply = cli("runs")
    assert reply.code == 1
    assert reply.err == (
        "error: this is a bug in kerasrun: ZeroDivisionError: oops\n"
        "  Hint: please report it with the file kerasrun-bug.log\n"
    )
    assert (tmp_path / BUG_FILE).exists()
