from __future__ import annotations

import pytest

from tests.analysis.lint.conftest import Find

SPEC = """\
data: {{source: {{synthetic: {{{source}}}}}}}
model: {{layers: [{layers}]}}
compile: {{loss: {loss}}}
fit: {{{fit}}}
"""
CLASSES, SOFTMAX = "task: classification, shape: [9], classes: 3", "Dense: {units: 3, activation: softmax}"


def weighted(find: Find, weights: str, source: str = CLASSES, layers: str = SOFTMAX) -> list[int]:
    loss = "categorical_crossentropy" if layers == SOFTMAX else "mse"
    text = SPEC.format(source=source, layers=layers, loss=loss, fit=f"class_weight: {weights}")
    return [issue.mark.line for issue in find(text) if issue.code == "KR348" and issue.mark]


@pytest.mark.parametrize("weights", ["{0: 1, 1: 2}", "{1: 1, 2: 2, 3: 3}", "{0: 1, 1: 1, 2: 1, 7: 5}"])
def test_weights_of_other_classes(find: Find, weights: str) -> None:
    assert weighted(find, weights) == [4]


def test_two_classes_need_two_weights(find: Find) -> None:
    source, layers = "task: binary, shape: [9]", "Dense: {units: 1, activation: sigmoid}"
    assert weighted(find, "{1: 5}", source, layers) == [4]
    assert weighted(find, "{0: 1, 1: 5}", source, layers) == []


@pytest.mark.parametrize(
    ("weights", "source"),
    [
        ("{0: 1, 1: 2, 2: 0.5}", CLASSES),
        ("{2: 1, 0: 2, 1: 0.5}", CLASSES),
        ("{0: 1}", "task: noise, shape: [9], classes: 3, soft: true"),
        ("null", CLASSES),
    ],
)
def test_weights_of_all_classes_or_of_none_that_are_known(find: Find, weights: str, source: str) -> None:
    assert weighted(find, weights, source) == []


def batches(find: Find, fit: str, rows: int = 50) -> list[int]:
    source = f"task: regression, shape: [9], train: {rows}"
    text = SPEC.format(source=source, layers="Dense: 1", loss="mse", fit=fit)
    return [issue.mark.line for issue in find(text) if issue.code == "KR355" and issue.mark]


@pytest.mark.parametrize(
    ("fit", "rows"),
    [("batch_size: 64, epochs: 10", 50), ("batch_size: 51", 50), ("epochs: 20", 8)],
)
def test_fewer_rows_than_a_batch(find: Find, fit: str, rows: int) -> None:
    assert batches(find, fit, rows) == [4]


@pytest.mark.parametrize(
    ("fit", "rows"),
    [
        ("batch_size: 50, epochs: 10", 50),
        ("epochs: 10", 50),
        ("batch_size: 10", 50),
        ("epochs: 1000", 4),
    ],
)
def test_rows_for_a_batch_or_many_epochs(find: Find, fit: str, rows: int) -> None:
    assert batches(find, fit, rows) == []
