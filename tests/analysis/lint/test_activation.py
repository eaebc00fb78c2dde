from __future__ import annotations

import pytest

from tests.analysis.lint.conftest import Find

SPEC = """\
model:
  input_shape: {shape}
  layers:
    {layers}
compile:
  loss: {loss}
"""
CATEGORICAL = "categorical_crossentropy"
SPARSE = "sparse_categorical_crossentropy"
BINARY = "binary_crossentropy"
LOGITS = {
    CATEGORICAL: "{CategoricalCrossentropy: {from_logits: true}}",
    SPARSE: "{SparseCategoricalCrossentropy: {from_logits: true}}",
    BINARY: "{BinaryCrossentropy: {from_logits: true}}",
}
FIRST = 4
"""The line of the first layer."""


def lint(find: Find, layers: str, loss: str, shape: str = "[20]") -> list[tuple[str, int]]:
    """Return the code and line of every issue; `layers` are separated by semicolons, each gets a line."""
    text = "\n    ".join(f"- {layer.strip()}" for layer in layers.split(";"))
    issues = find(SPEC.format(layers=text, loss=loss, shape=shape))
    return [(issue.code, issue.mark.line if issue.mark else 0) for issue in issues]


def dense(units: int, activation: str) -> str:
    return f"Dense: {{units: {units}, activation: {activation}}}"


@pytest.mark.parametrize(
    ("code", "layers", "loss", "line"),
    [
        ("KR301", dense(3, "softmax"), LOGITS[CATEGORICAL], FIRST),
        ("KR301", "Dense: 3; Softmax", LOGITS[SPARSE], FIRST + 1),
        ("KR301", dense(3, "sparsemax"), LOGITS[SPARSE], FIRST),
        ("KR301", "Dense: 1; Activation: sigmoid", LOGITS[BINARY], FIRST + 1),
        ("KR302", "Dense: 3", CATEGORICAL, FIRST),
        ("KR302", "Dense: {units: 3, activation: linear}", SPARSE, FIRST),
        ("KR302", f"{dense(8, 'relu')}; Dense: 3; Dropout: 0.1", CATEGORICAL, FIRST + 1),
        ("KR302", "Dense: 3", "{CategoricalFocalCrossentropy: {gamma: 3}}", FIRST),
        ("KR303", dense(3, "relu"), CATEGORICAL, FIRST),
        ("KR303", dense(3, "tanh"), SPARSE, FIRST),
        ("KR303", "Dense: 3; LeakyReLU", CATEGORICAL, FIRST + 1),
        ("KR303", dense(3, "sparsemax"), CATEGORICAL, FIRST),
        ("KR303", dense(3, "relu"), LOGITS[CATEGORICAL], FIRST),
        ("KR304", dense(3, "sigmoid"), CATEGORICAL, FIRST),
        ("KR304", "Dense: 3; Activation: sigmoid", CATEGORICAL, FIRST + 1),
        ("KR304", dense(3, "hard_sigmoid"), CATEGORICAL, FIRST),
        ("KR305", dense(3, "sigmoid"), SPARSE, FIRST),
        ("KR305", "Dense: 3; Activation: sigmoid", SPARSE, FIRST + 1),
        ("KR305", dense(3, "hard_sigmoid"), "{SparseCategoricalCrossentropy: {ignore_class: 2}}", FIRST),
        ("KR306", dense(1, "softmax"), BINARY, FIRST),
        ("KR306", "Dense: 1; Softmax", CATEGORICAL, FIRST + 1),
        ("KR306", "Dense: 1; Activation: softmax", "mse", FIRST + 1),
        ("KR307", dense(1, "sigmoid"), CATEGORICAL, 6),
        ("KR307", "Dense: 1", CATEGORICAL, 6),
        ("KR307", "Dense: 1", LOGITS[CATEGORICAL], 6),
        ("KR308", dense(1, "sigmoid"), SPARSE, 6),
        ("KR308", "Dense: 1", SPARSE, 6),
        ("KR308", "Dense: 1", LOGITS[SPARSE], 6),
        ("KR309", "Dense: 1", BINARY, FIRST),
        ("KR309", dense(1, "relu"), BINARY, FIRST),
        ("KR309", dense(5, "tanh"), BINARY, FIRST),
        ("KR309", dense(1, "relu"), LOGITS[BINARY], FIRST),
        ("KR311", dense(3, "softmax"), BINARY, FIRST),
        ("KR311", "Dense: 2; Softmax", BINARY, FIRST + 1),
        ("KR311", dense(3, "softmax"), "{BinaryFocalCrossentropy: {gamma: 3}}", FIRST),
        ("KR322", f"{dense(8, 'softmax')}; {dense(3, 'softmax')}", CATEGORICAL, FIRST),
        ("KR322", f"Dense: 8; Softmax; {dense(3, 'softmax')}", CATEGORICAL, FIRST + 1),
        ("KR322", f"{dense(8, 'softmax')}; Dropout: 0.1; Dense: 1", "mse", FIRST),
        ("KR323", f"{dense(3, 'softmax')}; Softmax", CATEGORICAL, FIRST + 1),
        ("KR323", f"{dense(8, 'relu')}; LeakyReLU; {dense(3, 'softmax')}", CATEGORICAL, FIRST + 1),
        ("KR323", f"{dense(1, 'relu')}; Activation: sigmoid", BINARY, FIRST + 1),
        ("KR323", f"{dense(3, 'relu')}; Dropout: 0.1; Softmax", CATEGORICAL, FIRST + 2),
    ],
)
def test_a_mistake_is_found_at_its_line(find: Find, code: str, layers: str, loss: str, line: int) -> None:
    assert (code, line) in lint(find, layers, loss)


@pytest.mark.parametrize(
    ("layers", "loss"),
    [
        (dense(3, "softmax"), CATEGORICAL),
        (dense(3, "softmax"), SPARSE),
        (dense(3, "softmax"), "{CategoricalFocalCrossentropy: {gamma: 3}}"),
        ("Dense: 3", LOGITS[CATEGORICAL]),
        ("Dense: 3", LOGITS[SPARSE]),
        ("Dense: {units: 3, use_bias: false}; BatchNormalization; Softmax", CATEGORICAL),
        (f"{dense(8, 'relu')}; {dense(3, 'softmax')}; Dropout: 0.0", SPARSE),
        (dense(3, "exponential"), CATEGORICAL),
        (dense(1, "sigmoid"), BINARY),
        (dense(5, "sigmoid"), BINARY),
        ("Dense: 1; Activation: sigmoid", BINARY),
        ("Dense: 1", LOGITS[BINARY]),
        ("Dense: 1; ReLU: {max_value: 1}", BINARY),
        ("Dense: 1", "mse"),
        ("Dense: 1", "hinge"),
        (dense(3, "tanh"), "mse"),
        (f"{dense(8, 'tanh')}; BatchNormalization; {dense(8, 'relu')}; {dense(2, 'softmax')}", CATEGORICAL),
        (f"{dense(8, 'relu')}; ReLU: {{max_value: 6}}; {dense(3, 'softmax')}", CATEGORICAL),
        ("Dense: 8; PReLU; Dense: 8; LeakyReLU; Dense: 3; Softmax", CATEGORICAL),
        ("Dense: 1", "{formula: mean((y_true - y_pred) ** 2)}"),
    ],
)
def test_a_right_end_is_silent(find: Find, layers: str, loss: str) -> None:
    assert lint(find, layers, loss) == []


@pytest.mark.parametrize(
    ("shape", "layers", "loss"),
    [
        # Per pixel, per step, over the steps, and the activation of a recurrent layer's output.
        ("[8, 8, 3]", "Conv2D: {filters: 4, kernel_size: 1, activation: softmax}", CATEGORICAL),
        ("[8, 8, 3]", "Conv2D: {filters: 1, kernel_size: 1, activation: sigmoid}", BINARY),
        ("[5, 4]", "TimeDistributed: {layer: {Dense: {units: 3, activation: softmax}}}", SPARSE),
        ("[5, 4]", "Dense: 1; Softmax: {axis: 1}", "mse"),
        ("[5, 4]", "LSTM: 4; LeakyReLU; Dense: 1", "mse"),
        # Network in network: what the last maps hold goes through the softmax.
        ("[8, 8, 3]", "Conv2D: {filters: 4, kernel_size: 1, activation: relu}; GlobalMaxPooling2D; Softmax",
         SPARSE),
    ],
)  # fmt: skip
def test_other_shapes(find: Find, shape: str, layers: str, loss: str) -> None:
    assert lint(find, layers, loss, shape) == []


def test_a_wrapper_is_looked_into(find: Find) -> None:
    wrapped = "TimeDistributed: {layer: {Dense: {units: 3, activation: relu}}}"
    assert lint(find, wrapped, CATEGORICAL, "[5, 4]") == [("KR303", FIRST)]


def test_a_recurrent_layer_wants_a_dense_after_it(find: Find) -> None:
    text = SPEC.format(shape="[5, 4]", layers="- LSTM: 3", loss=CATEGORICAL)
    (issue,) = find(text)
    hint = "add `Dense: {units: ..., activation: softmax}` after the LSTM in line 4"
    assert (issue.code, issue.hint) == ("KR303", hint)


@pytest.mark.parametrize(
    ("layers", "hint"),
    [
        (
            "- Dense: 3",
            "write `activation: softmax` on the Dense in line 4, or `from_logits: true` in the loss",
        ),
        (
            "- Reshape: [5, 4]\n    - Conv1D: {filters: 3, kernel_size: 1}\n    - GlobalAveragePooling1D",
            "add `Activation: softmax` at the end, or `from_logits: true` in the loss",
        ),
        ("- Dense: 3\n    - ReLU", "write `Activation: softmax` instead of the ReLU in line 5"),
    ],
)
def test_the_hint_names_the_layer_to_change(find: Find, layers: str, hint: str) -> None:
    (issue,) = find(SPEC.format(shape="[20]", layers=layers, loss=CATEGORICAL))
    assert issue.hint == hint
