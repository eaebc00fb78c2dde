from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Cli, Make

SCORES = {
    "train": {"loss": 0.1, "accuracy": 0.99},
    "test": {"loss": 0.0534, "accuracy": 0.9832},
}


def test_the_table(cli: Cli, make_run: Make, golden: Callable[[str, str], None], tmp_path: Path) -> None:
    make_run("mnist_cnn", 1, scores=SCORES)
    make_run("mlp", 2, "failed", "the loss is nan in epoch 2, step 7: training stopped")
    make_run(
        "a_rather_long_name_of_an_experiment_that_goes_on",
        3,
        "interrupted",
        "SIGINT",
        {"train": {"loss": 2.5}},
    )
    (tmp_path / "runs" / "[red]x\x1b[31m-20261123-101500").mkdir()
    make_run("now", 30, None)
    for columns in (80, 60):
        reply = cli("runs", columns=columns)
        assert (reply.code, reply.err) == (0, "")
        assert "…" not in reply.out
        golden(f"runs_{columns}", reply.out)


def test_json(cli: Cli, make_run: Make, tmp_path: Path) -> None:
    make_run("good", 1, scores=SCORES)
    (tmp_path / "runs" / "bad-20261123-101500").mkdir()
    bad, good = cli("runs", "--json").json()["runs"]
    assert good.keys() == bad.keys() == {"run", "status", "reason", "started", "epochs", "scores"}
    assert (good["run"], good["status"], good["epochs"]) == ("runs/good-20261123-100100", "finished", 12)
    assert good["scores"] == SCORES
    assert good["started"].endswith("+00:00")
    assert (bad["status"], bad["started"], bad["epochs"], bad["scores"]) == ("broken", None, 0, {})


def test_a_score_that_is_not_finite_is_null(cli: Cli, make_run: Make) -> None:
    make_run("nan", scores={"test": {"loss": float("nan")}})
    assert cli("runs", "--json").json()["runs"][0]["scores"] == {"test": {"loss": None}}
    assert "test loss not finite" in cli("runs").out


def test_damaged_scores_are_told_and_the_rest_is_shown(cli: Cli, make_run: Make) -> None:
    make_run("good", 1, scores=SCORES)
    make_run("bad", 2).scores_file.write_text("{", "utf-8")
    bad, good = cli("runs", "--json").json()["runs"]
    assert "scores.json" in bad["reason"]
    assert good["scores"] == SCORES


def test_no_runs(cli: Cli) -> None:
    reply = cli("runs")
    assert (reply.code, reply.out) == (0, "")
    assert reply.err == "no runs in runs: start with `kerasrun init mnist && kerasrun train mnist.yaml`\n"
    assert cli("runs", "-q").err == ""
    assert cli("runs", "--json").json() == {"runs": []}


@pytest.mark.parametrize("words", [[], ["--json"]])
def test_a_file_is_no_folder_of_runs(words: list[str], cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    reply = cli("runs", "--runs-dir", "file", *words)
    assert reply.code == 2
    assert "expected a folder of runs, received 'file', which is a file" in reply.err
    assert not words or reply.json()["ok"] is False
