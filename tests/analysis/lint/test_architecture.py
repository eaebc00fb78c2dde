from __future__ import annotations

import pytest

from tests.analysis.lint.conftest import Find

HEAD = "model:\n  input_shape: {}\n  layers:\n"


def found(find: Find, code: str, shape: str, layers: list[str], loss: str = "mse") -> list[int]:
    """Return the lines of the findings of `code`; the first layer stands in line 4."""
    text = (
        HEAD.format(shape) + "".join(f"    - {layer}\n" for layer in layers) + f"compile: {{loss: {loss}}}\n"
    )
    return [issue.mark.line for issue in find(text) if issue.code == code and issue.mark]


def conv(size: str, more: str = "padding: same", rank: int = 2) -> str:
    return f"Conv{rank}D: {{filters: 4, kernel_size: {size}, activation: relu, {more}}}"


@pytest.mark.parametrize(
    ("shape", "layers", "line"),
    [
        ("[1, 1, 3]", [conv("3"), "Flatten", "Dense: 1"], 4),
        ("[4, 4, 3]", ["MaxPooling2D: 2", conv("5"), "Flatten", "Dense: 1"], 5),
        ("[8, 1, 3]", [conv("[3, 3]"), "Flatten", "Dense: 1"], 4),
        ("[6, 3]", [conv("3", "padding: same, dilation_rate: 8", 1), "Flatten", "Dense: 1"], 4),
    ],
)
def test_a_kernel_beyond_its_map(find: Find, shape: str, layers: list[str], line: int) -> None:
    assert found(find, "KR366", shape, layers) == [line]


@pytest.mark.parametrize(
    ("shape", "layers"),
    [
        ("[2, 2, 3]", [conv("3"), "Flatten", "Dense: 1"]),
        ("[1, 1, 3]", [conv("1"), "Flatten", "Dense: 1"]),
        ("[8, 1, 3]", [conv("[3, 1]"), "Flatten", "Dense: 1"]),
        ("[6, 3]", [conv("3", "padding: same, dilation_rate: 4", 1), "Flatten", "Dense: 1"]),
        ("[5, 1, 1, 3]", [f"TimeDistributed: {{layer: {{{conv('[3, 3]')}}}}}", "Flatten", "Dense: 1"]),
        ("[3, 1, 1]", [conv("3", "padding: same, data_format: channels_first"), "Flatten", "Dense: 1"]),
    ],
)
def test_a_kernel_that_sees_its_map(find: Find, shape: str, layers: list[str]) -> None:
    assert found(find, "KR366", shape, layers) == []


ONE, TEN = "Dense: {units: 1, activation: relu}", "Dense: {units: 10, activation: softmax}"


@pytest.mark.parametrize(
    ("layers", "line"),
    [
        ([ONE, TEN], 4),
        (["Dense: {units: 32, activation: relu}", ONE, "Dropout: 0.2", TEN], 5),
        (["Dense: {units: 32, activation: relu}", "Dense: 1", "Dense: {units: 8, activation: relu}", TEN], 5),
    ],
)
def test_one_number_before_many_classes(find: Find, layers: list[str], line: int) -> None:
    assert found(find, "KR367", "[20]", layers, "categorical_crossentropy") == [line]


@pytest.mark.parametrize(
    ("layers", "loss"),
    [
        (["Dense: {units: 32, activation: relu}", TEN], "categorical_crossentropy"),
        (["Dense: {units: 2, activation: relu}", TEN], "sparse_categorical_crossentropy"),
        ([ONE, "Dense: 20"], "mse"),
        ([ONE, "Dense: {units: 2, activation: softmax}"], "categorical_crossentropy"),
    ],
)
def test_room_for_the_classes(find: Find, layers: list[str], loss: str) -> None:
    assert found(find, "KR367", "[20]", layers, loss) == []
