from __future__ import annotations

import pytest

from tests.analysis.lint.conftest import Find

HEAD = "model:\n  input_shape: [8, 4]\n  layers:\n"


def found(find: Find, layers: list[str]) -> list[int]:
    """Return the lines of the findings; the first layer stands in line 4."""
    text = HEAD + "".join(f"    - {layer}\n" for layer in layers)
    return [issue.mark.line for issue in find(text) if issue.code == "KR365" and issue.mark]


def dense(regularizer: str, key: str = "kernel_regularizer") -> str:
    return f"Dense: {{units: 8, activation: relu, {key}: {regularizer}}}"


@pytest.mark.parametrize(
    ("layers", "lines"),
    [
        ([dense("{L2: 1.0}"), "Dense: 1"], [4]),
        (["Dense: {units: 8, activation: relu}", dense("{L1L2: {l1: 0.5, l2: 1000}}")], [5, 5]),
        (["LSTM: {units: 8, recurrent_regularizer: {L1: 0.2}}", "Dense: 1"], [4]),
        ([dense("{L2: 0.5}", "activity_regularizer"), "Dense: 1"], [4]),
        ([dense("l2"), "ActivityRegularization: {l2: 3}", "Dense: 1"], [5]),
        (["Flatten", "Dense: {units: 1, kernel_regularizer: {L2: 1000}}"], [5]),
        (["Bidirectional: {layer: {GRU: {units: 8, kernel_regularizer: {L2: 5}}}}", "Dense: 1"], [4]),
    ],
)
def test_a_strong_penalty(find: Find, layers: list[str], lines: list[int]) -> None:
    assert found(find, layers) == lines


@pytest.mark.parametrize(
    "layers",
    [
        [dense("l2"), "Dense: 1"],
        [dense("{L1L2: {l1: 0.001, l2: 0.1}}"), "Dense: 1"],
        [dense("{L2: 1.0}", "bias_regularizer"), "Dense: 1"],
        ["Flatten", "Dense: {units: 1, kernel_regularizer: {L2: 10}}"],
    ],
)
def test_a_usual_penalty_or_ridge_regression(find: Find, layers: list[str]) -> None:
    assert found(find, layers) == []
