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


VGG = """\
name: vgg
model:
  input_shape: [32, 32, 3]
  layers:
    - repeat:
        times: 2
        layers:
          - Conv2D: {filters: 32, kernel_size: 3, padding: same, activation: relu}
    - MaxPooling2D: 2
    - Conv2D: {filters: 64, kernel_size: [3, 5], strides: 2}
    - GlobalMaxPooling2D
    - Dense: {units: 10, activation: softmax}
compile: {optimizer: adam, loss: categorical_crossentropy}
fit: {batch_size: 64}
"""
LSTM = """\
name: lstm
model:
  input_shape: [8, 16]
  layers:
    - LSTM: {units: 32, return_sequences: true}
    - GRU: 16
    - Dense: 1
"""


@pytest.mark.parametrize("columns", [120, 80, 60])
def test_the_table(columns: int, cli: Cli, tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    for name, text in (("deep", DEEP), ("vgg", VGG)):
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
        reply = cli("summary", f"{name}.yaml", columns=columns)
        assert (reply.code, reply.err) == (0, "")
        assert "…" not in reply.out
        assert max(map(len, reply.out.splitlines())) <= columns
        golden(f"summary_{name}_{columns}", reply.out)


@pytest.mark.parametrize(("name", "text"), [("vgg", VGG), ("lstm", LSTM)])
def test_in_words(name: str, text: str, cli: Cli, tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    reply = cli("summary", f"{name}.yaml", "--explain")
    assert (reply.code, reply.err) == (0, "")
    golden(f"summary_{name}_explained", reply.out)


def test_quiet_prints_the_same_result(cli: Cli, spec: Path) -> None:
    assert cli("summary", spec, "-q").out == cli("summary", spec).out


def test_the_batch_size(cli: Cli, spec: Path) -> None:
    assert "at batch size 16:" in cli("summary", spec).out
    assert "at batch size 1,000:" in cli("summary", spec, "--batch", "1000").out
    assert cli("summary", spec, "--batch", "0").code == 2


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
        "flops": 64,
        "activation_bytes": 32,
        "training_bytes": 4 * 2 * 40 + 4 * 2 + 16 * 32,
        "receptive_field": None,
        "round": 1,
        "sentence": "8 units, each a weighted sum of 4 inputs and a bias: 8 x (4 + 1) = 40 parameters. "
        "Then relu.",
        "workings": [
            {"name": "parameters", "formula": "8 units x (4 weights + 1 bias) = 40"},
            {"name": "FLOPs", "formula": "2 x 32 weights = 64"},
        ],
    }
    assert document["flops"] == 64 + 48
    memory = document["memory"]
    assert memory["parameters"] == memory["gradients"] == 4 * 67
    assert memory["low"] < memory["total"] < memory["high"]


def test_a_run_and_its_model(trained: tuple[Path, Reply], cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, reply = trained
    monkeypatch.chdir(folder)
    run = Path(reply.json()["run"])
    for words in ([], [run], [run / "model.keras"]):
        assert cli("summary", *words, "--json").json()["parameters"] == 67
    assert "line" not in cli("summary", run / "model.keras").out
    reply = cli("summary", run / "model.keras", "--explain")
    assert (reply.code, reply.out) == (2, "")
    assert "--explain: expected a spec or a run" in reply.err


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


def test_termination_while_it_starts(trained: tuple[Path, Reply], tmp_path: Path) -> None:
    folder, reply = trained
    terminal = Terminal(tmp_path, "summary", str(folder / reply.json()["run"] / "model.keras"))
    terminal.read_until(lambda text: "starting TensorFlow" in text)
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.finish() == 143, terminal.text
    text = terminal.text
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l")
    assert "error: stopped by SIGTERM" in "".join(frames(text))
    assert "Traceback" not in text
