from __future__ import annotations

import pytest

from tests.analysis.lint.conftest import Find

HEAD = "model:\n  input_shape: {}\n  layers:\n"


def found(find: Find, code: str, shape: str, layers: list[str], rest: str = "") -> list[int]:
    """Return the lines of the findings of `code`; the first layer stands in line 4."""
    text = HEAD.format(shape) + "".join(f"    - {layer}\n" for layer in layers) + rest
    return [issue.mark.line for issue in find(text) if issue.code == code and issue.mark]


@pytest.mark.parametrize(
    ("shape", "layers", "lines"),
    [
        ("[20]", ["Dense: 64", "Dense: {units: 10, activation: softmax}"], [4]),
        ("[20]", ["Dense: {units: 9, activation: relu}", "Dense: 9", "Dropout: 0.2", "Dense: 1"], [5]),
        ("[20]", ["Dense: 8", "Activation: linear", "Dense: 4"], [4]),
        ("[20]", ["Dense: 64", "BatchNormalization", "Dense: 1"], [4]),
        (
            "[32, 32, 3]",
            ["Conv2D: {filters: 8, kernel_size: 3}", "Conv2D: {filters: 8, kernel_size: 3}"],
            [4],
        ),
        (
            "[8, 8, 3]",
            ["Conv2D: {filters: 8, kernel_size: 3}", "MaxPooling2D: 2", "Flatten", "Dense: 1"],
            [4],
        ),
        ("[8, 4]", ["TimeDistributed: {layer: {Dense: 9}}", "Dense: 2"], [4]),
        ("[20]", ["repeat: {times: 3, layers: [Dense: 20]}"], [4]),
    ],
)
def test_a_missing_activation(find: Find, shape: str, layers: list[str], lines: list[int]) -> None:
    assert found(find, "KR324", shape, layers) == lines


@pytest.mark.parametrize(
    ("shape", "layers"),
    [
        ("[20]", ["Dense: 1"]),
        ("[20]", ["Dense: 64", "Activation: relu", "Dense: 10", "Softmax"]),
        ("[20]", ["Dense: 64", "BatchNormalization", "LeakyReLU: 0.1", "Dense: 1"]),
        ("[784]", ["Dense: 32", "Dense: 784"]),
        ("[100]", ["Dense: 1024", "Reshape: [4, 4, 64]", "Conv2DTranspose: {filters: 8, kernel_size: 4}"]),
        (
            "[22, 256, 1]",
            [
                "Conv2D: {filters: 40, kernel_size: [1, 25]}",
                "Conv2D: {filters: 40, kernel_size: [22, 1], use_bias: false}",
                "BatchNormalization",
                "ELU",
            ],
        ),
        (
            "[32, 32, 3]",
            ["DepthwiseConv2D: {kernel_size: 3}", "Conv2D: {filters: 8, kernel_size: 1, activation: relu}"],
        ),
        ("[20, 3]", ["Conv1D: {filters: 8, kernel_size: 3}", "LSTM: 8", "Dense: 1"]),
        ("[20]", ["Dense: {units: 500, trainable: false}", "Dense: 1"]),
    ],
)
def test_a_stack_that_bends_or_is_narrow_on_purpose(find: Find, shape: str, layers: list[str]) -> None:
    assert found(find, "KR324", shape, layers) == []


LOSS = "compile: {loss: mse}\n"


@pytest.mark.parametrize(
    ("layers", "line"),
    [
        (["Dense: {units: 1, trainable: false}"], 4),
        (["Flatten", "Dense: {units: 8, activation: relu, trainable: false}", "Dropout: 0.1"], 5),
        (["Normalization", "TimeDistributed: {layer: {Dense: {units: 1, trainable: false}}}"], 5),
    ],
)
def test_a_frozen_stack(find: Find, layers: list[str], line: int) -> None:
    assert found(find, "KR357", "[4, 4]", layers, LOSS) == [line]


@pytest.mark.parametrize(
    ("layers", "rest"),
    [
        (["Dense: {units: 8, activation: relu, trainable: false}", "Dense: 1"], LOSS),
        (["Dense: {units: 1, trainable: false}"], ""),
        (["Dense: {units: 1, trainable: true}"], LOSS),
        (["Flatten"], LOSS),
    ],
)
def test_something_learns_or_nothing_shall(find: Find, layers: list[str], rest: str) -> None:
    assert found(find, "KR357", "[4, 4]", layers, rest) == []
