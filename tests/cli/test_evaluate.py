from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli, Make, Reply


def test_the_latest_run(trained: tuple[Path, Reply], cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, reply = trained
    monkeypatch.chdir(folder)
    document = cli("evaluate", "--json").json()
    before = reply.json()
    assert document.keys() == before.keys()
    for key in ("weights_sha256", "rows", "epochs", "steps", "status"):
        assert document[key] == before[key], key
    assert document["scores"]["test"] == pytest.approx(before["scores"]["test"])


def test_a_run_by_name(trained: tuple[Path, Reply], cli: Cli, capfd: pytest.CaptureFixture[str]) -> None:
    run = trained[0] / trained[1].json()["run"]
    reply = cli("evaluate", run)
    assert reply.code == 0
    assert "test" in reply.out
    assert f"next    kerasrun summary {run}\n" in reply.out
    assert "model      2 layers, 67 parameters\n" in capfd.readouterr().err


def test_a_split_or_other_data_by_the_spec(
    trained: tuple[Path, Reply], cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, reply = trained
    monkeypatch.chdir(folder)
    before = reply.json()
    document = cli("evaluate", "tiny.yaml", "--split", "test", "--split", "train", "--json").json()
    assert document["run"] == before["run"]
    assert document["scores"].keys() == {"train", "test"}
    assert document["scores"]["test"] == pytest.approx(before["scores"]["test"])
    assert document["baselines"] == {name: before["baselines"][name] for name in ("train", "test")}
    document = cli("evaluate", "--data", "tiny.yaml", "--json").json()
    assert document["scores"] == {"data": pytest.approx(before["scores"]["test"])}
    assert document["rows"] == {"data": 32}
    text = cli("evaluate", "--data", "tiny.yaml").out
    assert [line.split()[0] for line in text.splitlines() if line.strip()][:4] == [
        "split",
        "─" * 34,
        "data",
        "baseline",
    ]
    assert cli("evaluate", "--split", "tset").code == 2


def test_a_run_without_a_model(cli: Cli, make_run: Make) -> None:
    make_run("lost", state="failed")
    reply = cli("evaluate")
    assert (reply.code, reply.out) == (2, "")
    assert "holds no trained model" in reply.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "expected a run in 'runs', found none"),
        (["none"], "none: no such run directory"),
        (["tiny.yaml"], "expected a run of tiny.yaml, which is called 'tiny', in 'runs', found none"),
        (["."], "not a run directory"),
    ],
)
@pytest.mark.usefixtures("spec")
def test_bad_input(words: list[str], message: str, cli: Cli) -> None:
    reply = cli("evaluate", *words)
    assert (reply.code, reply.out) == (2, "")
    assert message in reply.err
    assert cli("evaluate", *words, "--json").json()["error"] == "UsageError"
