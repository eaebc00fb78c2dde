from __future__ import annotations

from pathlib import Path

import pytest
import typer

from kerasrun.cli.result import print_outcome, quote
from kerasrun.job.outcome import Outcome
from kerasrun.rundir.layout import Run
from kerasrun.spec.expect import Expectation


def outcome(missed: tuple[tuple[Expectation, float], ...] = ()) -> Outcome:
    return Outcome(
        run=Run(Path("my runs/[red]x")),
        status="finished",
        epochs=1,
        steps=3,
        scores={"test": {"loss": 0.5}},
        rows={"test": 10},
        seconds={"train": 1.5},
        weights_sha256="a",
        optimizer_sha256="b",
        missed=missed,
    )


def test_where_things_are_and_what_to_do_next(capsys: pytest.CaptureFixture[str]) -> None:
    print_outcome(outcome(), as_json=False, quiet=False)
    lines = capsys.readouterr().out.splitlines()
    assert lines[-3:] == [
        "run     my runs/[red]x",
        "report  my runs/[red]x/report.md",
        "next    kerasrun summary 'my runs/[red]x'",
    ]


def test_a_missed_expectation_is_told_after_the_scores(capsys: pytest.CaptureFixture[str]) -> None:
    missed = ((Expectation("test", "loss", "<=", 0.1), 0.5),)
    with pytest.raises(typer.Exit) as exit_:
        print_outcome(outcome(missed), as_json=False, quiet=True)
    out, err = capsys.readouterr()
    assert exit_.value.exit_code == 8
    assert "0.5000" in out
    assert err.startswith("error: expected test.loss <= 0.1, received 0.5000\n  Hint: ")


def test_a_smoke_run_has_no_scores_to_show(capsys: pytest.CaptureFixture[str]) -> None:
    print_outcome(outcome(), as_json=False, quiet=False, smoke=True)
    assert capsys.readouterr().out == "smoke run passed in 1.5 s\n"
    print_outcome(outcome(), as_json=False, quiet=True, smoke=True)
    assert capsys.readouterr().out == ""


def test_quote() -> None:
    assert quote(Path("runs/a-1")) == "runs/a-1"
    assert quote(Path("my runs/a")) == "'my runs/a'"
