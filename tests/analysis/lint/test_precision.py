from __future__ import annotations

import pytest

from tests.analysis.lint.conftest import find_issues

SPEC = """\
model:
  input_shape: [20]
  layers:
    - Dense: {{units: 8, activation: relu}}
    {layers}
runtime: {{precision: {precision}}}
"""
SOFTMAX = "- Dense: {units: 3, activation: softmax}"
WIDE = "- Dense: {units: 3, activation: softmax, dtype: float32}"
ALONE = "- Dense: 3\n    - Activation: {activation: softmax, dtype: float32}"


def lint(layers: str, precision: str) -> list[tuple[str, int]]:
    issues = find_issues(SPEC.format(layers=layers, precision=precision))
    return [(issue.code, issue.mark.line if issue.mark else 0) for issue in issues]


@pytest.mark.parametrize(
    ("layers", "precision", "line"),
    [
        (SOFTMAX, "mixed_float16", 5),
        (SOFTMAX, "float16", 5),
        ("- Dense: 1", "mixed_float16", 5),
        ("- Dense: {units: 3, dtype: float32}\n    - Softmax", "mixed_float16", 6),
    ],
)
def test_a_last_layer_of_16_bits(layers: str, precision: str, line: int) -> None:
    assert lint(layers, precision) == [("KR358", line)]


@pytest.mark.parametrize(
    ("layers", "precision"),
    [
        (WIDE, "mixed_float16"),
        (ALONE, "mixed_float16"),
        (WIDE, "float16"),
        (SOFTMAX, "mixed_bfloat16"),
        (SOFTMAX, "float32"),
    ],
)
def test_enough_bits(layers: str, precision: str) -> None:
    assert lint(layers, precision) == []
