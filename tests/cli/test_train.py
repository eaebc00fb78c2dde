"""`train` in this process and, for what a terminal sees, in one of its own behind a pseudo-terminal."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Cli, Reply
from tests.cli.terminal import Terminal, frames

OUTCOME = {
    "run",
    "status",
    "epochs",
    "steps",
    "baselines",
    "scores",
    "rows",
    "seconds",
    "weights_sha256",
    "optimizer_sha256",
    "missed",
}
TABLE = r"""
 split\s+rows\s+loss\s+accuracy
 ─+
 train\s+72 .*
   baseline .*
 validation\s+24 .*
   baseline .*
 test\s+32 .*
   baseline .*

run     runs/tiny-\d+-\d+
report  runs/tiny-\d+-\d+/report.md
next    kerasrun summary runs/tiny-\d+-\d+"""


def test_json(trained: tuple[Path, Reply]) -> None:
    reply = trained[1]
    document = reply.json()
    assert (reply.code, reply.err) == (0, "")
    assert document.keys() == OUTCOME
    assert (document["status"], document["epochs"], document["steps"]) == ("finished", 2, 10)
    assert document["scores"].keys() == {"train", "validation", "test"}
    assert document["scores"]["test"].keys() == {"loss", "accuracy"}


@pytest.mark.usefixtures("spec")
def test_plain_lines_on_stderr_and_the_scores_on_stdout(cli: Cli, capfd: pytest.CaptureFixture[str]) -> None:
    reply = cli("train", "tiny.yaml")
    # The display keeps the real stderr, below the one of the runner.
    lines = capfd.readouterr().err.splitlines()
    assert reply.code == 0
    assert re.fullmatch(TABLE, "\n".join(line.rstrip() for line in reply.out.splitlines()))
    assert [line.split()[0] for line in lines if line] == [
        "run", "data", "model", "note", "epoch", "epoch", "finished"
    ]  # fmt: skip
    score = r"  (loss|accuracy|val_loss|val_accuracy) [\d.]+"
    assert re.fullmatch(rf"epoch 2/2  [\d.]+ s({score}){{4}}", lines[-2])


@pytest.mark.usefixtures("spec")
def test_quiet_prints_the_scores_alone(cli: Cli, capfd: pytest.CaptureFixture[str]) -> None:
    reply = cli("train", "tiny.yaml", "-q", "fit.epochs=1")
    assert (reply.code, reply.err, capfd.readouterr().err) == (0, "", "")
    assert "test" in reply.out
    assert "runs/" not in reply.out


@pytest.mark.usefixtures("spec")
def test_what_callbacks_print_is_not_in_the_json(cli: Cli, tmp_path: Path) -> None:
    callback = "fit.callbacks=[{EarlyStopping: {monitor: loss, patience: 0, min_delta: 100, verbose: 1}}]"
    reply = cli("train", "tiny.yaml", callback, "fit.epochs=9", "--json")
    document = reply.json()
    assert document["epochs"] < 9
    assert "early stopping" in (tmp_path / document["run"] / "train.log").read_text("utf-8")


@pytest.mark.usefixtures("spec")
def test_a_missed_expectation(cli: Cli) -> None:
    words = ["train", "tiny.yaml", "fit.epochs=1", "expect={test.accuracy: '>= 1.0'}"]
    reply = cli(*words, "--json")
    document = reply.json()
    assert reply.code == 8
    assert document.keys() == OUTCOME
    assert document["missed"][0]["expected"] == "test.accuracy >= 1"
    assert "error: expected test.accuracy >= 1, received 0." in reply.err


@pytest.mark.usefixtures("spec")
def test_a_smoke_run_leaves_nothing(cli: Cli, tmp_path: Path) -> None:
    reply = cli("train", "tiny.yaml", "--smoke")
    assert reply.code == 0
    assert re.fullmatch(r"smoke run passed in [\d.]+ s\n", reply.out)
    assert not list(tmp_path.glob("runs/*"))


@pytest.mark.usefixtures("spec")
def test_a_dry_run_prints_the_spec_and_trains_nothing(cli: Cli, tmp_path: Path) -> None:
    reply = cli("train", "tiny.yaml", "fit.epochs=7", "--dry-run")
    assert (reply.code, reply.err) == (0, "")
    assert "epochs: 7" in reply.out
    document = cli("train", "tiny.yaml", "fit.epochs=7", "--dry-run", "--json").json()
    assert document["ok"] is True
    assert document["spec"]["fit"]["epochs"] == 7
    (tmp_path / "again.yaml").write_text(reply.out, "utf-8")
    assert cli("train", "again.yaml", "--dry-run").out == reply.out
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["none.yaml"], 2, "no such file"),
        (["."], 2, "expected a"),
        (["tiny.yaml", "fit.epoch=3"], 2, "did you mean 'epochs'?"),
        (["tiny.yaml", "fit.epochs"], 2, "fit.epochs"),
        (["tiny.yaml", "--name", "a/b"], 2, "pass --name"),
        (["tiny.yaml", "--runs-dir", "."], 2, "expected a folder for runs, received '.'"),
        (["tiny.yaml", "--runs-dir", "/proc/none"], 5, "cannot be written"),
    ],
)
@pytest.mark.usefixtures("spec")
def test_bad_input(words: list[str], code: int, message: str, cli: Cli) -> None:
    reply = cli("train", *words)
    assert (reply.code, reply.out) == (code, "")
    assert message in reply.err
    document = cli("train", *words, "--json").json()
    assert (document["ok"], document["exit_code"]) == (False, code)


def test_a_terminal(spec: Path, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "train", str(spec), "fit.epochs=30", "--name", "x")
    assert terminal.finish() == 0
    text = terminal.text
    drawn = [line for line in frames(text) if "samples/s" in line]
    assert drawn
    seconds = float(re.findall(r"finished\s+30 epochs in ([\d.]+) s", text)[0])
    assert len(drawn) <= 10 * (seconds + 1)
    assert all(len(line) <= 60 for line in frames(text) if "━" in line or "★" in line or "samples/s" in line)
    assert "★" in text
    assert re.search(r"finished\s+step  5/5 .* 100%", "\n".join(frames(text)))
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l")
    assert "Traceback" not in text


def test_ctrl_c_leaves_a_sane_terminal_and_a_run(spec: Path, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "train", str(spec), "fit.epochs=100000")
    terminal.read_until(lambda text: "★" in text)
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.finish() == 130, terminal.text
    text = terminal.text
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l")
    assert "error: interrupted after" in "".join(frames(text))
    assert "Traceback" not in text
    assert (tmp_path / "runs" / "latest" / "model.keras").exists()


def test_the_engine_of_keras_tells_the_step_and_what_would_tell_more(
    cli: Cli, spec: Path, golden: Callable[[str, str], None]
) -> None:
    leap = {"PiecewiseConstantDecay": {"boundaries": [7], "values": [0.01, 1e30]}}
    optimizer = json.dumps({"SGD": {"learning_rate": leap}})
    reply = cli("train", spec, "-q", "fit.engine=keras", f"compile.optimizer={optimizer}")
    assert reply.code == 4, reply.err
    golden("train_fault_keras", reply.err)
