from __future__ import annotations

import pytest

from tests.analysis.lint.conftest import Find

HEAD = "model:\n  input_shape: {}\n  layers:\n"
LOSS = "compile: {loss: mse}\n"


def found(find: Find, code: str, shape: str, layers: list[str], rest: str = LOSS) -> list[int]:
    """Return the lines of the findings of `code`; the first layer stands in line 4."""
    text = HEAD.format(shape) + "".join(f"    - {layer}\n" for layer in layers) + rest
    return [issue.mark.line for issue in find(text) if issue.code == code and issue.mark]


@pytest.mark.parametrize(
    ("layers", "line"),
    [
        (["Dense: 3", "Dropout: 0.5"], 5),
        (["Dense: 3", "Dropout: 0.1", "Activation: softmax"], 5),
        (["Dense: 3", "Softmax", "GaussianNoise: 0.1"], 6),
        (
            [
                "Reshape: [4, 5]",
                "Conv1D: {filters: 3, kernel_size: 1}",
                "GlobalAveragePooling1D",
                "Dropout: 0.5",
            ],
            7,
        ),
        (["Dense: {units: 9, activation: relu}", "Dense: 1", "AlphaDropout: 0.2", "Reshape: [1, 1]"], 6),
    ],
)
def test_noise_behind_the_last_layer(find: Find, layers: list[str], line: int) -> None:
    assert found(find, "KR327", "[20]", layers) == [line]


@pytest.mark.parametrize(
    ("shape", "layers", "rest"),
    [
        ("[20]", ["Dense: {units: 9, activation: relu}", "Dropout: 0.5", "Dense: 1"], LOSS),
        ("[20]", ["GaussianNoise: 0.5", "Dense: 20"], LOSS),
        ("[20]", ["Dense: {units: 9, activation: relu}", "Dropout: 0.5"], ""),
        ("[20]", ["Dense: 1", "Dropout: 0"], LOSS),
        (
            "[8, 8, 3]",
            ["Conv2D: {filters: 10, kernel_size: 1}", "Dropout: 0.5", "GlobalAveragePooling2D", "Softmax"],
            LOSS,
        ),
    ],
)
def test_noise_in_its_place(find: Find, shape: str, layers: list[str], rest: str) -> None:
    assert found(find, "KR327", shape, layers, rest) == []


@pytest.mark.parametrize(
    ("shape", "layers", "lines"),
    [
        ("[20]", ["Dropout: 0.8", "Dense: 1"], [4]),
        ("[20]", ["Dense: {units: 8, activation: relu}", "GaussianDropout: {rate: 0.9}", "Dense: 1"], [5]),
        ("[8, 4]", ["LSTM: {units: 8, recurrent_dropout: 0.75, dropout: 0.75}", "Dense: 1"], [4, 4]),
        ("[8, 4]", ["Bidirectional: {layer: {GRU: {units: 8, dropout: 0.99}}}", "Dense: 1"], [4]),
    ],
)
def test_a_high_rate(find: Find, shape: str, layers: list[str], lines: list[int]) -> None:
    assert found(find, "KR328", shape, layers) == lines


@pytest.mark.parametrize("layer", ["Dropout: 0.5", "SpatialDropout1D: 0.7", "LSTM: {units: 8, dropout: 0.2}"])
def test_a_usual_rate(find: Find, layer: str) -> None:
    assert found(find, "KR328", "[8, 4]", [layer, "Flatten", "Dense: 1"]) == []


@pytest.mark.parametrize(
    ("shape", "layers", "line"),
    [
        ("[20]", ["Dropout: 0.5", "BatchNormalization", "Dense: 1"], 4),
        ("[20]", ["Dense: 9", "Dropout: 0.5", "BatchNormalization", "Activation: relu", "Dense: 1"], 5),
        ("[20]", ["Dense: 9", "Dropout: 0.5", "Activation: relu", "BatchNormalization", "Dense: 1"], 5),
        (
            "[8, 8, 3]",
            ["SpatialDropout2D: 0.2", "MaxPooling2D: 2", "BatchNormalization", "Flatten", "Dense: 1"],
            4,
        ),
    ],
)
def test_dropout_before_batch_normalization(find: Find, shape: str, layers: list[str], line: int) -> None:
    assert found(find, "KR329", shape, layers) == [line]


@pytest.mark.parametrize(
    "layers",
    [
        ["Dense: 9", "BatchNormalization", "Activation: relu", "Dropout: 0.5", "Dense: 1"],
        ["Dropout: 0.5", "Dense: 9", "BatchNormalization", "Activation: relu", "Dense: 1"],
        ["Dropout: 0.5", "LayerNormalization", "Dense: 1"],
        ["Dropout: 0", "BatchNormalization", "Dense: 1"],
    ],
)
def test_dropout_elsewhere(find: Find, layers: list[str]) -> None:
    assert found(find, "KR329", "[20]", layers) == []
