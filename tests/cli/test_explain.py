from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

VGG = """\
model:
  input_shape: [100, 100, 3]
  layers:
    - Conv2D: {filters: 32, kernel_size: 3, activation: relu}
    - MaxPooling2D: 2
    - BatchNormalization
    - Flatten
    - Dense: {units: 10, activation: softmax}
compile: {optimizer: {Adam: {learning_rate: 0.001}}, loss: categorical_crossentropy}
"""


@pytest.fixture
def vgg(tmp_path: Path) -> Path:
    (tmp_path / "vgg.yaml").write_text(VGG, "utf-8")
    return Path("vgg.yaml")


@pytest.mark.parametrize(
    ("word", "name"), [("Conv2D", "explain_conv2d"), ("lstm", "explain_lstm"), ("KR301", "explain_kr301")]
)
def test_the_article(word: str, name: str, cli: Cli, golden: Callable[[str, str], None]) -> None:
    reply = cli("explain", word)
    assert (reply.code, reply.err) == (0, "")
    golden(name, reply.out)


def test_a_line_of_a_spec(cli: Cli, vgg: Path, golden: Callable[[str, str], None]) -> None:
    reply = cli("explain", f"{vgg}:4")
    assert (reply.code, reply.err) == (0, "")
    golden("explain_line", reply.out)


def test_weights_that_are_not_trained_say_so(cli: Cli, vgg: Path) -> None:
    assert "moving_mean      32, not trained" in cli("explain", f"{vgg}:6").out


def test_a_line_without_an_object(cli: Cli, vgg: Path) -> None:
    assert cli("explain", f"{vgg}:2").out.splitlines() == [
        "vgg.yaml:2  model.input_shape",
        "  input_shape: [100, 100, 3]",
        "",
        "Shape of one example without the batch axis, such as [28, 28, 1]; the data's ",
        "where left out.",
    ]


def test_quiet_leaves_the_arguments_out(cli: Cli) -> None:
    full, brief = cli("explain", "Conv2D").out, cli("explain", "Conv2D", "-q").out
    assert full.startswith(brief.rstrip())
    assert "kernel_initializer" in full
    assert "kernel_initializer" not in brief


def test_json_of_a_name(cli: Cli) -> None:
    (explanation,) = cli("explain", "Dropout", "--json").json()["explanations"]
    assert (explanation["kind"], explanation["name"]) == ("layer", "Dropout")
    assert explanation["article"]["what"]
    assert explanation["arguments"][0] == {
        "name": "rate",
        "expected": "a number >= 0 and < 1",
        "required": True,
        "default": None,
    }


def test_json_of_a_line(cli: Cli, vgg: Path) -> None:
    document = cli("explain", f"{vgg}:4", "--json").json()
    assert (document["file"], document["line"], document["path"]) == ("vgg.yaml", 4, "model.layers[0]")
    (layer,) = document["layers"]
    assert (layer["type"], layer["output_shape"], layer["parameters"]) == ("Conv2D", [98, 98, 32], 896)
    assert [explanation["name"] for explanation in document["explanations"]] == ["Conv2D"]


@pytest.mark.parametrize(
    ("word", "hint"), [("Conv2", "did you mean 'Conv2D'?"), ("vgg.yaml:99", None), ("none.yaml:1", None)]
)
def test_an_unknown_word(word: str, hint: str | None, cli: Cli, vgg: Path) -> None:
    reply = cli("explain", word)
    assert (reply.code, reply.out) == (2, "")
    assert hint is None or hint in reply.err
    assert cli("explain", word, "--json").json()["ok"] is False


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("word", ["Conv2D", "TextVectorization", "KR201", "vgg.yaml:4"])
def test_nothing_is_cut(word: str, columns: int, cli: Cli, vgg: Path) -> None:
    reply = cli("explain", word, columns=columns)
    assert "…" not in reply.out
    assert max(map(len, reply.out.splitlines())) <= columns


@pytest.mark.parametrize("word", ["Conv2D", "KR301", "configs/vgg.yaml:14"])
def test_tensorflow_is_not_imported(word: str) -> None:
    code = (
        "import sys; from kerasrun.cli.app import app\n"
        f"try: app(['explain', {word!r}])\n"
        "except SystemExit as done: assert not done.code\n"
        "assert not {'tensorflow', 'keras'} & set(sys.modules)"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=root)
