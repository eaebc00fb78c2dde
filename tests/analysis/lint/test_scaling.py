from __future__ import annotations

import pytest

from tests.analysis.lint.conftest import Find

SPEC = """\
data: {{source: {source}}}
model:
  layers:
{layers}
compile: {{optimizer: adam, loss: categorical_crossentropy}}
"""
BYTES, WORDS = "mnist-10k", "{reuters: {num_words: 500}}"
FRACTIONS = "{synthetic: {task: classification, shape: [8, 8, 3]}}"
HIDDEN, LAST = "Dense: {units: 8, activation: relu}", "Dense: {units: 10, activation: softmax}"
CONVOLUTION = "Conv2D: {filters: 4, kernel_size: 3, activation: relu}"
TABLE, TOPICS = "Embedding: {input_dim: 500, output_dim: 4}", "Dense: {units: 46, activation: softmax}"
ONCE = "Rescaling: 0.00392156862745098"


def found(find: Find, code: str, source: str, layers: list[str]) -> list[int]:
    """Return the lines of the findings of `code`; the first layer stands in line 4."""
    text = SPEC.format(source=source, layers="\n".join(f"    - {layer}" for layer in layers))
    return [issue.mark.line for issue in find(text) if issue.code == code and issue.mark]


@pytest.mark.parametrize(
    ("source", "layers", "line"),
    [
        (BYTES, ["Flatten", HIDDEN, LAST], 5),
        (BYTES, ["Reshape: [28, 28, 1]", "RandomFlip", CONVOLUTION, "Flatten", LAST], 6),
        (BYTES, ["LSTM: 8", LAST], 4),
        (BYTES, ["Rescaling: 255.0", "Flatten", LAST], 6),
        (WORDS, [HIDDEN, TOPICS], 4),
    ],
)
def test_large_inputs(find: Find, source: str, layers: list[str], line: int) -> None:
    assert found(find, "KR334", source, layers) == [line]


@pytest.mark.parametrize(
    ("source", "layers"),
    [
        (BYTES, [ONCE, "Flatten", HIDDEN, LAST]),
        (BYTES, ["Rescaling: {scale: 0.00784313725490196, offset: -1}", "Flatten", LAST]),
        (BYTES, ["Normalization", "Flatten", LAST]),
        (BYTES, ["Flatten", "BatchNormalization", LAST]),
        (BYTES, ["Flatten", "Dense: 8", "BatchNormalization", "ReLU", LAST]),
        (FRACTIONS, ["Flatten", HIDDEN, LAST]),
        (WORDS, [TABLE, "Flatten", TOPICS]),
        ("{synthetic: {task: classification, shape: [8]}}", [HIDDEN, LAST]),
    ],
)
def test_scaled_inputs(find: Find, source: str, layers: list[str]) -> None:
    assert found(find, "KR334", source, layers) == []


@pytest.mark.parametrize(
    ("source", "layers", "line"),
    [
        (BYTES, [ONCE, ONCE, "Flatten", LAST], 5),
        (FRACTIONS, [ONCE, "Flatten", LAST], 4),
        (FRACTIONS, ["Flatten", "Rescaling: {scale: 0.00784313725490196, offset: -1}", LAST], 5),
        ("{synthetic: {task: classification, shape: [8]}}", [ONCE, "Dropout: 0.1", ONCE, LAST], 6),
    ],
)
def test_inputs_scaled_twice(find: Find, source: str, layers: list[str], line: int) -> None:
    assert found(find, "KR335", source, layers) == [line]


@pytest.mark.parametrize(
    ("source", "layers"),
    [
        (BYTES, [ONCE, "Flatten", LAST]),
        (BYTES, [ONCE, ONCE, "Normalization", "Flatten", LAST]),
        (FRACTIONS, ["Rescaling: {scale: 2, offset: -1}", "Flatten", LAST]),
        ("{synthetic: {task: classification, shape: [8]}}", [ONCE, LAST]),
        (BYTES, [ONCE, "Rescaling: {scale: [0.1], offset: 0}", "Flatten", LAST]),
    ],
)
def test_inputs_scaled_once_or_in_a_way_nobody_knows(find: Find, source: str, layers: list[str]) -> None:
    assert found(find, "KR335", source, layers) == []
