"""`resume` and `train --resume` in this process; `tests/fault` stops and kills real ones."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from kerasrun.rundir.checkpoint import Position, read_checkpoint
from kerasrun.rundir.run import latest_run
from kerasrun.rundir.status import Failure, read_status
from tests.cli.conftest import Cli

# Before the time of a test begins: an import that is cut off cannot be repeated.
import_module("kerasrun.training.train")


@pytest.mark.usefixtures("spec")
def test_a_run_whose_time_was_up_goes_on(cli: Cli, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    reply = cli("train", "tiny.yaml", "fit.epochs=100000", "--max-time", "2s")
    assert (reply.code, reply.out) == (130, "")
    assert re.match(
        r"error: the time is up: stopped after \d+ whole epochs?; what was done is in runs/tiny-", reply.err
    )
    run = latest_run(tmp_path / "runs")
    status = read_status(run)
    assert (status.state, status.reason) == ("interrupted", "max-time")
    goal = status.epochs + 1
    document = cli("resume", "--epochs", str(goal), "--json").json()
    assert (document["status"], document["epochs"], document["steps"]) == ("finished", goal, 5 * goal)
    capfd.readouterr()
    again = cli("resume")
    assert again.code == 0
    assert re.search(r"test\s+32", again.out)
    assert f"the run is finished: {goal} epochs" in " ".join(capfd.readouterr().err.split())
    more = cli("resume", run.directory.name, "--epochs", "+1", "--json").json()
    assert more["epochs"] == goal + 1


@pytest.mark.usefixtures("spec")
def test_train_resume_begins_goes_on_and_knows_the_end(cli: Cli, tmp_path: Path) -> None:
    words = ("train", "tiny.yaml", "--resume", "--json")
    first = cli(*words)
    assert first.code == 0
    assert cli(*words).json()["weights_sha256"] == first.json()["weights_sha256"]
    assert cli(*words, "fit.epochs=3").json()["epochs"] == 3
    # Another name is another run.
    assert cli(*words, "--name", "other").json()["run"].startswith("runs/other-")
    assert len(list(tmp_path.glob("runs/*-*"))) == 2


@pytest.mark.usefixtures("spec")
def test_another_spec_is_refused(cli: Cli) -> None:
    assert cli("train", "tiny.yaml", "-q", "fit.epochs=1").code == 0
    words = ("train", "tiny.yaml", "--resume", "fit.batch_size=12")
    reply = cli(*words)
    assert reply.code == 6
    assert "the spec is not that of the run: fit.batch_size: 16 -> 12" in reply.err
    document = cli(*words, "--json").json()
    assert (document["ok"], document["error"], document["exit_code"]) == (False, "ResumeRefused", 6)
    assert cli(*words, "--allow-change", "--json").json()["epochs"] == 2


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["resume"], 2, "expected a run in 'runs', found none"),
        (["resume", "none"], 2, "none: no such run directory"),
        (["resume", "--max-time", "soon"], 2, "expected a time such as 90s"),
        (["train", "tiny.yaml", "--max-time", "0s"], 2, "expected a time such as 90s"),
        (["train", "tiny.yaml", "--smoke", "--resume"], 2, "--smoke keeps nothing"),
        (["train", "tiny.yaml", "--allow-change"], 2, "--allow-change is for --resume"),
        (["train", "tiny.yaml", "--resume", "--best"], 2, "--best is for --allow-change"),
    ],
)
@pytest.mark.usefixtures("spec")
def test_bad_input(words: list[str], code: int, message: str, cli: Cli) -> None:
    reply = cli(*words)
    assert (reply.code, reply.out) == (code, "")
    assert message in reply.err


LEAP = {"PiecewiseConstantDecay": {"boundaries": [7], "values": [0.01, 1e30]}}
"""A learning rate that bursts the weights in the second of two epochs of 5 steps."""


def test_what_failed_twice_at_one_step_is_refused_until_it_changes(
    cli: Cli, spec: Path, golden: Callable[[str, str], None]
) -> None:
    sections = yaml.safe_load(spec.read_text("utf-8"))
    sections["compile"]["optimizer"] = {"SGD": {"learning_rate": LEAP}}
    sections["runtime"] = {"checkpoint": 1}
    spec.write_text(yaml.safe_dump(sections), "utf-8")
    assert cli("train", spec, "-q").code == 4
    run = latest_run(Path("runs"))
    checkpoint = read_checkpoint(run)
    assert checkpoint is not None
    assert checkpoint.position == Position(0, 5)
    assert cli("resume", "-q").code == 4
    assert read_status(run).failure == Failure(1, 5, times=2)
    written = run.status_file.read_bytes()
    for words in (("resume",), ("train", spec, "--resume", "fit.epochs=9")):
        refused = cli(*words)
        assert refused.code == 6, refused.err
        golden("resume_failed_twice", refused.err.replace(run.name, "tiny-TIME"))
    assert run.status_file.read_bytes() == written
    smaller = "compile.optimizer.SGD.learning_rate.PiecewiseConstantDecay.values[1]=0.001"
    reply = cli("train", spec, smaller, "--resume", "--allow-change", "--json")
    assert (reply.code, reply.json()["epochs"]) == (0, 2)
    assert read_status(run).failure is None


def test_fewer_epochs_end_before_the_step_that_fails(cli: Cli, spec: Path) -> None:
    leap = f"compile.optimizer={json.dumps({'SGD': {'learning_rate': LEAP}})}"
    assert cli("train", spec, leap, "-q").code == 4
    assert cli("resume", "-q").code == 4
    assert cli("resume", "-q").code == 6
    assert cli("resume", "--epochs", "=1", "--json").json()["epochs"] == 1
