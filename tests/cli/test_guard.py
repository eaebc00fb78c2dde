from __future__ import annotations

import errno
import json
import signal
from pathlib import Path

import pytest
import typer

from kerasrun.cli.guard import guard
from kerasrun.errors import (
    DataError,
    ExitCode,
    ExpectationMissed,
    Interrupted,
    KerasrunError,
    OutOfMemory,
    StorageError,
    Terminated,
    TrainingFault,
    UsageError,
)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("no"), 2),
        (DataError("no"), 3),
        (TrainingFault("no"), 4),
        (StorageError("no"), 5),
        (ExpectationMissed("no"), 8),
        (OutOfMemory("no"), 9),
        (Interrupted("no"), 130),
        (Terminated("no"), 143),
        (KeyboardInterrupt(), 130),
        (KeyboardInterrupt(signal.SIGINT), 130),
        (KeyboardInterrupt(signal.SIGTERM), 143),
        (MemoryError(), 9),
        (OSError(errno.ENOSPC, "No space left on device"), 5),
        (BrokenPipeError(), 0),
    ],
)
def test_exit_codes(error: BaseException, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as exit_, guard():
        raise error
    assert exit_.value.exit_code == code
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    assert bool(err) == (code != 0)


def test_the_screen_has_the_hint(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit), guard():
        raise UsageError("there is no \x1b[31m'x'", "try 'y'")
    assert capsys.readouterr().err == "error: there is no \\x1b[31m'x'\n  Hint: try 'y'\n"


def test_json_is_one_document_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit), guard(as_json=True):
        raise DataError("no file", "make one")
    document = json.loads(capsys.readouterr().out)
    assert document.keys() == {"ok", "error", "exit_code", "message", "issues"}
    assert (document["ok"], document["error"], document["exit_code"]) == (False, "DataError", 3)
    assert document["issues"][0]["hint"] == "make one"


def test_an_exit_passes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as exit_, guard():
        raise typer.Exit(ExitCode.DATA)
    assert exit_.value.exit_code == 3
    assert capsys.readouterr() == ("", "")


def test_no_error_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    with guard():
        pass
    assert capsys.readouterr() == ("", "")


def test_a_bug_is_one_line_and_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(typer.Exit) as exit_, guard(as_json=True):
        raise ZeroDivisionError("a sum\nof two lines")
    assert exit_.value.exit_code == 1
    out, err = capsys.readouterr()
    assert err.startswith("error: this is a bug in kerasrun: ZeroDivisionError: a sum\n")
    assert json.loads(out)["error"] == "Bug"
    assert "Traceback" in (tmp_path / "kerasrun-bug.log").read_text("utf-8")


def test_every_expected_error_has_its_own_code_but_for_spec_and_bug() -> None:
    def family(kind: type[KerasrunError]) -> set[type[KerasrunError]]:
        return {kind}.union(*(family(child) for child in kind.__subclasses__()))

    codes = [kind.exit_code for kind in family(KerasrunError)]
    for code in set(codes) - {ExitCode.SPEC, ExitCode.BUG}:
        assert codes.count(code) == 1, code
