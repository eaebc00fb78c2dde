from __future__ import annotations

import pytest

from tests.analysis.lint.conftest import Find

HEAD = "model:\n  input_shape: {}\n  layers:\n"


def lines(find: Find, code: str, text: str) -> list[int]:
    return [issue.mark.line for issue in find(text) if issue.code == code and issue.mark]


def biased(find: Find, shape: str, layers: list[str]) -> list[int]:
    return lines(find, "KR330", HEAD.format(shape) + "".join(f"    - {layer}\n" for layer in layers))


@pytest.mark.parametrize(
    ("shape", "layers", "line"),
    [
        ("[20]", ["Dense: 8", "BatchNormalization", "ReLU", "Dense: 1"], 4),
        (
            "[8, 8, 3]",
            ["ReLU", "Conv2D: {filters: 4, kernel_size: 3}", "BatchNormalization: {scale: false}", "ReLU"],
            5,
        ),
        ("[20]", ["Dense: 8", "BatchNormalization", "ReLU", "Dense: 8", "BatchNormalization", "ReLU"], 4),
    ],
)
def test_a_useless_bias_is_told_once(find: Find, shape: str, layers: list[str], line: int) -> None:
    assert biased(find, shape, layers) == [line]


@pytest.mark.parametrize(
    "layers",
    [
        ["Dense: {units: 8, use_bias: false}", "BatchNormalization", "ReLU"],
        ["Dense: {units: 8, activation: relu}", "BatchNormalization"],
        ["Dense: 8", "BatchNormalization: {center: false}", "ReLU"],
        ["Dense: 8", "LayerNormalization", "ReLU"],
    ],
)
def test_a_bias_that_matters(find: Find, layers: list[str]) -> None:
    assert biased(find, "[20]", layers) == []


TRAINING = """\
data: {{source: {{synthetic: {{task: noise, shape: {shape}, outputs: 1, train: {rows}}}}}}}
model:
  layers: [Conv1D: {{filters: 4, kernel_size: 1, activation: relu}}, {between}{layer}, Flatten, Dense: 1]
compile: {{loss: mse}}
fit: {{{fit}}}
"""


def small(
    find: Find,
    fit: str,
    *,
    rows: int = 1000,
    layer: str = "BatchNormalization",
    shape: str = "[4, 3]",
    between: str = "",
) -> list[int]:
    return lines(
        find, "KR331", TRAINING.format(fit=fit, rows=rows, layer=layer, shape=shape, between=between)
    )


@pytest.mark.parametrize("fit", ["batch_size: 1", "batch_size: 4", "batch_size: 7, epochs: 5"])
def test_small_batches(find: Find, fit: str) -> None:
    assert small(find, fit) == [5]


def test_a_last_batch_of_one_row(find: Find) -> None:
    assert small(find, "batch_size: 100", rows=1001, between="Flatten, ") == [5]
    assert small(find, "batch_size: 100", rows=1001, shape="[1, 3]") == [5]
    assert small(find, "", rows=33, between="Flatten, ") == [5]


def test_a_last_batch_of_one_row_that_is_never_taken_or_has_many_values(find: Find) -> None:
    assert small(find, "batch_size: 100", rows=1001) == []
    assert small(find, "batch_size: 100, steps_per_epoch: 10", rows=1001, between="Flatten, ") == []
    assert small(find, "batch_size: 100", rows=1002, between="Flatten, ") == []


@pytest.mark.parametrize(
    "layer", ["LayerNormalization", "BatchNormalization: {trainable: false}", "Identity"]
)
def test_layers_that_do_not_look_at_the_batch(find: Find, layer: str) -> None:
    assert small(find, "batch_size: 1", layer=layer) == []


def test_without_data_nothing_is_said_of_batches(find: Find) -> None:
    text = "model: {input_shape: [4], layers: [BatchNormalization, Dense: 1]}\nfit: {batch_size: 1}\n"
    assert lines(find, "KR331", text) == []
