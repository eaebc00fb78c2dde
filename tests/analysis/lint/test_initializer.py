from __future__ import annotations

import pytest

from tests.analysis.lint.conftest import Find

HEAD = "model:\n  input_shape: {}\n  layers:\n"


def found(find: Find, code: str, shape: str, layers: list[str]) -> list[int]:
    """Return the lines of the findings of `code`; the first layer stands in line 4."""
    text = HEAD.format(shape) + "".join(f"    - {layer}\n" for layer in layers)
    return [issue.mark.line for issue in find(text) if issue.code == code and issue.mark]


def dense(units: int, initializer: str, activation: str = "relu") -> str:
    return f"Dense: {{units: {units}, activation: {activation}, kernel_initializer: {initializer}}}"


@pytest.mark.parametrize(
    ("layers", "line"),
    [
        ([dense(8, "zeros"), "Dense: 3"], 4),
        ([dense(8, "{Constant: {value: 0.1}}"), dense(3, "zeros")], 4),
        (["Dense: {units: 8, activation: relu}", dense(8, "ones", "tanh"), "Dropout: 0.1", "Dense: 3"], 5),
        ([dense(8, "{RandomNormal: {stddev: 0}}"), "Dense: 3"], 4),
        (
            [
                "Reshape: [4, 5, 1]",
                "Conv2D: {filters: 4, kernel_size: 2, kernel_initializer: Zeros}",
                "ReLU",
                "Flatten",
                "Dense: 1",
            ],
            5,
        ),
    ],
)
def test_constant_weights(find: Find, layers: list[str], line: int) -> None:
    assert found(find, "KR325", "[20]", layers) == [line]


@pytest.mark.parametrize(
    "layers",
    [
        [dense(1, "zeros", "linear")],
        [dense(8, "he_normal"), dense(3, "zeros", "softmax")],
        [dense(8, "{RandomNormal: {stddev: 0.01}}"), "Dense: 3"],
        ["Dense: {units: 8, activation: relu, bias_initializer: ones}", "Dense: 3"],
        ["Dense: {units: 8, kernel_initializer: ones, trainable: false}", "Dense: 3"],
    ],
)
def test_random_weights_or_a_last_layer(find: Find, layers: list[str]) -> None:
    assert found(find, "KR325", "[20]", layers) == []


@pytest.mark.parametrize(
    ("layers", "line"),
    [
        ([dense(8, "{RandomNormal: {stddev: 1}}", "tanh"), "Dense: 3"], 4),
        ([dense(8, "{RandomUniform: {minval: -1, maxval: 1}}", "tanh"), "Dense: 3"], 4),
        (["ReLU", dense(8, "{TruncatedNormal: {stddev: 1.0e-5}}"), "Dense: 3"], 5),
        (["Dense: {units: 8, activation: selu}", "Dense: 3"], 4),
        ([dense(8, "he_normal", "selu"), "Dense: 3"], 4),
    ],
)
def test_an_unfit_spread(find: Find, layers: list[str], line: int) -> None:
    assert found(find, "KR326", "[784]", layers) == [line]


@pytest.mark.parametrize(
    "layers",
    [
        [dense(8, "{RandomNormal: {stddev: 0.02}}"), "Dense: 3"],
        ["Dense: {units: 8, activation: relu}", "Dense: 3"],
        [dense(8, "glorot_uniform"), dense(3, "he_normal", "softmax")],
        [dense(8, "lecun_normal", "selu"), dense(8, "LecunNormal", "selu"), "Dense: 3"],
        [
            "LSTM: 8",
            "Dense: {units: 1, kernel_initializer: {RandomUniform: {minval: -0.003, maxval: 0.003}}}",
        ],
    ],
)
def test_a_fit_spread(find: Find, layers: list[str]) -> None:
    shape = "[8, 784]" if layers[0] == "LSTM: 8" else "[784]"
    assert found(find, "KR326", shape, layers) == []
