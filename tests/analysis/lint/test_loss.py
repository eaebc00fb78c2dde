from __future__ import annotations

import pytest

from tests.analysis.lint.conftest import find_issues

SPEC = """\
{data}
model:
  input_shape: [20]
  layers:
    - Dense: {{units: {units}, activation: {activation}}}
compile:
  loss: {loss}
"""
LAST, LOSS = 5, 7
NOTHING = "version: 1"
NUMBERS = "data: {source: {synthetic: {task: regression, shape: [20]}}}"
UNIT = "data: {source: {synthetic: {task: noise, shape: [20], outputs: 1}}}"
CLASSES = "data: {source: {synthetic: {task: classification, shape: [20], classes: 3}}}"
HOUSES = "data: {source: california_housing}"


def lint(data: str, units: int, activation: str, loss: str) -> list[tuple[str, int]]:
    text = SPEC.format(data=data, units=units, activation=activation, loss=loss)
    if data == HOUSES:
        text = text.replace("[20]", "[8]").replace("layers:", "layers:\n    - Normalization")
    return [(issue.code, issue.mark.line if issue.mark else 0) for issue in find_issues(text)]


@pytest.mark.parametrize(
    ("data", "units", "activation", "loss", "line"),
    [
        (NOTHING, 1, "linear", "poisson", LAST),
        (NOTHING, 1, "tanh", "Poisson", LAST),
        (NUMBERS, 1, "exponential", "poisson", LOSS),
        (NUMBERS, 1, "linear", "msle", LOSS),
        (NUMBERS, 1, "linear", "mape", LOSS),
        (UNIT, 1, "sigmoid", "mape", LOSS),
        (CLASSES, 3, "softmax", "mape", LOSS),
        (NOTHING, 3, "linear", "kl_divergence", LAST),
        (NOTHING, 3, "relu", "kld", LAST),
        (NOTHING, 1, "linear", "dice", LAST),
        (NOTHING, 3, "tanh", "{Tversky: {alpha: 0.3, beta: 0.7}}", LAST),
        (NOTHING, 1, "linear", "cosine_similarity", LOSS),
    ],
)
def test_numbers_that_the_formula_does_not_take(
    data: str, units: int, activation: str, loss: str, line: int
) -> None:
    assert ("KR361", line) in lint(data, units, activation, loss)


@pytest.mark.parametrize(
    ("data", "units", "activation", "loss"),
    [
        (NOTHING, 1, "exponential", "poisson"),
        (NOTHING, 1, "softplus", "poisson"),
        (NOTHING, 1, "relu", "poisson"),
        (NOTHING, 1, "linear", "msle"),
        (NOTHING, 1, "linear", "mape"),
        (HOUSES, 1, "linear", "mape"),
        (HOUSES, 1, "linear", "msle"),
        (UNIT, 1, "sigmoid", "msle"),
        (NOTHING, 3, "softmax", "kl_divergence"),
        (NOTHING, 1, "sigmoid", "dice"),
        (NOTHING, 3, "softmax", "tversky"),
        (NOTHING, 8, "linear", "cosine_similarity"),
    ],
)
def test_numbers_that_it_takes(data: str, units: int, activation: str, loss: str) -> None:
    assert lint(data, units, activation, loss) == []
