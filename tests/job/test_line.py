"""A line of a spec to what stands there: layers with numbers, other objects, keys, and nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from kerasrun.errors import SpecError, UsageError
from kerasrun.job.line import Line, explain_line

SPEC = """\
# A comment.
data:
  source: {synthetic: {task: classification, shape: [8, 16], classes: 3, train: 96}}
  validation: 0.25
model:
  layers:
    - repeat:
        times: 2
        layers:
          - LSTM: {units: 32, return_sequences: true}
    - Bidirectional:
        layer:
          GRU:
            units: 4
            kernel_initializer: he_normal
    - Dense: {units: 3, activation: softmax}
compile:
  optimizer:
    SGD:
      learning_rate:
        ExponentialDecay: {initial_learning_rate: 0.1, decay_steps: 10, decay_rate: 0.9}
      momentum: 0.9
  loss: categorical_crossentropy
  metrics: [accuracy, {TopKCategoricalAccuracy: {k: 2}}]
fit:
  epochs: 2
  callbacks:
    - EarlyStopping: {monitor: val_loss}

# The end.
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    Path("spec.yaml").write_text(SPEC, "utf-8")
    return Path("spec.yaml")


def found(line: Line) -> list[tuple[str, str]]:
    return [(explanation.kind, explanation.name) for explanation in line.explanations]


@pytest.mark.parametrize(
    ("line", "path", "objects"),
    [
        (10, "model.layers[0].repeat.layers[0]", [("layer", "LSTM")]),
        (11, "model.layers[1]", [("layer", "Bidirectional")]),
        (12, "model.layers[1].Bidirectional.layer", [("layer", "GRU")]),
        (14, "model.layers[1].Bidirectional.layer", [("layer", "GRU")]),
        (15, "model.layers[1].Bidirectional.layer.GRU.kernel_initializer", [("initializer", "HeNormal")]),
        (16, "model.layers[2]", [("layer", "Dense")]),
        (18, "compile.optimizer", [("optimizer", "SGD")]),
        (19, "compile.optimizer", [("optimizer", "SGD")]),
        (20, "compile.optimizer.SGD.learning_rate", [("schedule", "ExponentialDecay")]),
        (22, "compile.optimizer", [("optimizer", "SGD")]),
        (23, "compile.loss", [("loss", "CategoricalCrossentropy")]),
        (24, "compile.metrics", [("metric", "Accuracy"), ("metric", "TopKCategoricalAccuracy")]),
        (28, "fit.callbacks[0]", [("callback", "EarlyStopping")]),
    ],
)
def test_an_object(line: int, path: str, objects: list[tuple[str, str]], spec: Path) -> None:
    answer = explain_line(spec, line)
    assert (answer.path, found(answer), answer.doc) == (path, objects, None)
    assert answer.text == SPEC.split("\n")[line - 1].strip()


def test_a_layer_in_a_repeat_has_the_numbers_of_each_round(spec: Path) -> None:
    first, second = explain_line(spec, 10).layers
    assert (first.index, first.input_shape, first.output_shape) == (0, (8, 16), (8, 32))
    assert (first.parameters, first.flops) == (6272, 8 * 2 * 128 * 48)
    assert [(weight.name, weight.shape, weight.size) for weight in first.weights] == [
        ("kernel", (16, 128), 2048),
        ("recurrent_kernel", (32, 128), 4096),
        ("bias", (128,), 128),
    ]
    assert first.workings[0].formula.startswith("4 gates x 32 units x (16 features")
    assert (second.index, second.parameters) == (1, 8320)


def test_what_stands_inside_a_layer_shows_the_numbers_of_the_layer(spec: Path) -> None:
    (layer,) = explain_line(spec, 14).layers
    assert (layer.type, layer.output_shape) == ("Bidirectional", (8,))


def test_the_arguments_as_they_are_given(spec: Path) -> None:
    (sgd,) = explain_line(spec, 19).explanations
    assert sgd.given == {"learning_rate": "ExponentialDecay", "momentum": "0.9"}


@pytest.mark.parametrize(
    ("line", "path", "doc"),
    [
        (2, "data", "The examples."),
        (3, "data.source", "Where the examples come from"),
        (7, "model.layers[0].repeat", "The same block of layers several times in a row"),
        (8, "model.layers[0].repeat.times", "How often the block stands in the stack."),
        (26, "fit.epochs", "How often training goes over the training split."),
        (27, "fit.callbacks", "Keras callbacks in the object form"),
    ],
)
def test_a_key(line: int, path: str, doc: str, spec: Path) -> None:
    answer = explain_line(spec, line)
    assert (answer.path, answer.layers, answer.explanations) == (path, (), ())
    assert str(answer.doc).startswith(doc)


def test_the_arguments_of_a_source_on_lines_of_their_own() -> None:
    text = (
        "data:\n  source:\n    npz:\n      path: a.npz\nmodel:\n  input_shape: [4]\n  layers: [{Dense: 1}]\n"
    )
    Path("spec.yaml").write_text(
        text.replace(
            "npz:\n      path: a.npz", "synthetic:\n      task: noise\n      shape: [4]\n      outputs: 1"
        ),
        "utf-8",
    )
    assert explain_line("spec.yaml", 4).path == "data.source.synthetic.task"
    assert "noise" in str(explain_line("spec.yaml", 4).doc)


def test_several_objects_on_one_line() -> None:
    text = (
        "model: {input_shape: [4], layers: [Dropout: 0.5, Dense: 2]}\ncompile: {optimizer: adam, loss: mse}"
    )
    Path("spec.yaml").write_text(text, "utf-8")
    stack = explain_line("spec.yaml", 1)
    assert (stack.path, [layer.type for layer in stack.layers]) == ("model.layers", ["Dropout", "Dense"])
    assert found(explain_line("spec.yaml", 2)) == [("optimizer", "Adam"), ("loss", "MeanSquaredError")]


def test_a_line_of_a_file_that_is_extended_is_not_one_of_this_file() -> None:
    Path("base.yaml").write_text("model:\n  input_shape: [4]\n  layers:\n    - Dense: 2\n", "utf-8")
    Path("spec.yaml").write_text("extends: base.yaml\n\nfit:\n  epochs: 3\n", "utf-8")
    assert explain_line("spec.yaml", 4).path == "fit.epochs"
    assert found(explain_line("base.yaml", 4)) == [("layer", "Dense")]
    with pytest.raises(UsageError, match="nothing stands on line 2"):
        explain_line("spec.yaml", 2)


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        (
            1,
            "nothing stands on line 1 of spec.yaml",
            "the nearest layers: line 10 (LSTM) and line 11 (Bidirectional)",
        ),
        (
            30,
            "nothing stands on line 30 of spec.yaml",
            "the nearest layers: line 11 (Bidirectional) and line 16 (Dense)",
        ),
        (0, "expected a line from 1 to 30 of spec.yaml, received 0", None),
        (31, "expected a line from 1 to 30 of spec.yaml, received 31", None),
    ],
)
def test_nothing_there(line: int, message: str, hint: str | None, spec: Path) -> None:
    with pytest.raises(UsageError) as caught:
        explain_line(spec, line)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_what_only_a_lint_finds_wrong_is_explained(spec: Path) -> None:
    text = "model: {input_shape: [4], layers: [Dense: 2, Dropout: 0.5]}\ncompile: {loss: mse}\n"
    spec.write_text(text, "utf-8")
    assert found(explain_line(spec, 1)) == [("layer", "Dense"), ("layer", "Dropout")]


def test_what_is_too_large_for_this_machine_is_explained(spec: Path) -> None:
    text = "model: {input_shape: [4000, 4000, 3], layers: [Flatten, Dense: 1000000]}\n"
    spec.write_text(text, "utf-8")
    assert found(explain_line(spec, 1)) == [("layer", "Flatten"), ("layer", "Dense")]


def test_a_wrong_spec_is_refused(spec: Path) -> None:
    spec.write_text(SPEC.replace("units: 32", "unit: 32"), "utf-8")
    with pytest.raises(SpecError):
        explain_line(spec, 10)
