from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Cli, Reply
from tests.cli.terminal import Terminal, frames

DEEP = """\
name: deep
model:
  input_shape: [100, 100, 3]
  layers:
    - Conv2D: {filters: 32, kernel_size: 3, activation: relu, name: a_long_name_for_the_very_first_layer}
    - BatchNormalization
    - MaxPooling2D: 2
    - Flatten
    - Dense: 10
"""


def test_the_table(cli: Cli, tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    (tmp_path / "deep.yaml").write_text(DEEP, "utf-8")
    for columns in (80, 60):
        reply = cli("summary", "deep.yaml", columns=columns)
        assert (reply.code, reply.err) == (0, "")
        assert "…" not in reply.out
        golden(f"summary_{columns}", reply.out)


def test_json(cli: Cli, spec: Path) -> None:
    document = cli("summary", spec, "--json").json()
    assert (document["name"], document["input_shape"], document["output_shape"]) == (
        "tiny",
        [None, 4],
        [None, 3],
    )
    assert document["parameters"] == document["trainable_parameters"] == 67
    assert document["layers"][0] == {
        "index": 0,
        "name": "dense",
        "type": "Dense",
        "line": 8,
        "output_shape": [None, 8],
        "parameters": 40,
        "trainable_parameters": 40,
    }


def test_a_run_and_its_model(trained: tuple[Path, Reply], cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, reply = trained
    monkeypatch.chdir(folder)
    run = Path(reply.json()["run"])
    for words in ([], [run], [run / "model.keras"]):
        assert cli("summary", *words, "--json").json()["parameters"] == 67
    assert "line" not in cli("summary", run / "model.keras").out


def test_a_fixed_batch_is_told(cli: Cli, tmp_path: Path) -> None:
    text = DEEP.replace("model:\n", "model:\n  batch_size: 16\n")
    (tmp_path / "fixed.yaml").write_text(text, "utf-8")
    assert "input 100 x 100 x 3, 16 rows at a time" in cli("summary", "fixed.yaml").out


@pytest.mark.parametrize(
    ("words", "code"),
    [([], 2), (["none"], 2), (["none.yaml"], 2), (["none.keras"], None), (["."], 2), (["notes.txt"], 2)],
)
def test_bad_input(words: list[str], code: int | None, cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x", "utf-8")
    reply = cli("summary", *words)
    assert reply.out == ""
    assert "error" in reply.err
    assert reply.code == code or (code is None and reply.code in (2, 3, 5))
    assert cli("summary", *words, "--json").json()["exit_code"] == reply.code


def test_termination_while_it_starts(spec: Path, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "summary", str(spec))
    terminal.read_until(lambda text: "starting TensorFlow" in text)
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.finish() == 143, terminal.text
    text = terminal.text
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l")
    assert "error: stopped by SIGTERM" in "".join(frames(text))
    assert "Traceback" not in text
