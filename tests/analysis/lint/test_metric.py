from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.analysis.lint.conftest import find_issues

SPEC = """\
{data}
model:
  input_shape: [20]
  layers:
    - Dense: {{units: 8, activation: relu}}
    - Dense: {{units: {units}, activation: {activation}}}
compile:
  loss: {loss}
  metrics:
    - {{formula: mean(y_pred)}}
    - {metric}
"""
HERE = 11
"""The line of the metric."""
NUMBERS = "data: {source: {synthetic: {task: regression, shape: [20]}}}"
BINARY = "data: {source: {synthetic: {task: binary, shape: [20]}}}"
CLASSES = "data: {source: {synthetic: {task: classification, shape: [20], classes: 3}}}"
NOTHING = "version: 1"
LOGITS = "{BinaryCrossentropy: {from_logits: true}}"
SPARSE = "sparse_categorical_crossentropy"
SPARSE_LOGITS = "{SparseCategoricalCrossentropy: {from_logits: true}}"
CATEGORICAL = "categorical_crossentropy"


def lint(
    data: str, units: int, activation: str, loss: str, metric: str, file: str = "f"
) -> list[tuple[str, int]]:
    text = SPEC.format(data=data, units=units, activation=activation, loss=loss, metric=metric)
    return [(issue.code, issue.mark.line if issue.mark else 0) for issue in find_issues(text, file)]


@pytest.mark.parametrize(
    ("code", "data", "units", "activation", "loss", "metric"),
    [
        ("KR316", NUMBERS, 1, "linear", "mse", "accuracy"),
        ("KR316", NUMBERS, 1, "linear", "mae", "BinaryAccuracy"),
        ("KR316", NOTHING, 1, "linear", "huber", "accuracy"),
        ("KR316", NOTHING, 1, "softplus", "msle", "accuracy"),
        ("KR316", NOTHING, 1, "linear", "mse", "{AUC: {curve: PR}}"),
        ("KR363", BINARY, 1, "linear", LOGITS, "AUC"),
        ("KR363", NOTHING, 1, "linear", LOGITS, "accuracy"),
        ("KR363", NOTHING, 5, "linear", LOGITS, "{BinaryAccuracy: {threshold: 0.3}}"),
        ("KR363", NOTHING, 1, "linear", LOGITS, "{Precision: {thresholds: 0.7}}"),
        ("KR363", NOTHING, 3, "linear", SPARSE_LOGITS, "SparseCategoricalCrossentropy"),
        ("KR363", NOTHING, 5, "linear", LOGITS, "{F1Score: {threshold: 0.5}}"),
        ("KR364", CLASSES, 3, "softmax", SPARSE, "Precision"),
        ("KR364", NOTHING, 3, "softmax", SPARSE, "{Recall: {class_id: 1}}"),
        ("KR364", NOTHING, 3, "softmax", SPARSE, "CategoricalAccuracy"),
        ("KR364", NOTHING, 3, "softmax", SPARSE, "{F1Score: {average: macro}}"),
        ("KR364", NOTHING, 3, "softmax", SPARSE, "mse"),
        ("KR364", NOTHING, 3, "softmax", CATEGORICAL, "SparseCategoricalAccuracy"),
        ("KR364", NOTHING, 1, "sigmoid", "binary_crossentropy", "Accuracy"),
    ],
)
def test_a_metric_that_measures_something_else(
    code: str, data: str, units: int, activation: str, loss: str, metric: str
) -> None:
    assert (code, HERE) in lint(data, units, activation, loss, metric)


@pytest.mark.parametrize(
    ("data", "units", "activation", "loss", "metric"),
    [
        (NUMBERS, 1, "linear", "mse", "R2Score"),
        (NOTHING, 1, "linear", "mse", "RootMeanSquaredError"),
        # Classes compared as numbers: the first networks did, and generators of images have nothing to count.
        (BINARY, 1, "linear", "mse", "accuracy"),
        (CLASSES, 3, "tanh", "mse", "accuracy"),
        (CLASSES, 3, "softmax", "mse", "CategoricalAccuracy"),
        (NOTHING, 1, "sigmoid", "mse", "accuracy"),
        (NOTHING, 1, "linear", LOGITS, "{AUC: {from_logits: true}}"),
        (NOTHING, 1, "linear", LOGITS, "{Recall: {thresholds: 0}}"),
        (NOTHING, 5, "linear", LOGITS, "{F1Score: {average: micro}}"),
        (NOTHING, 3, "linear", SPARSE_LOGITS, "accuracy"),
        (NOTHING, 1, "tanh", "hinge", "accuracy"),
        (NOTHING, 3, "softmax", SPARSE, "accuracy"),
        (NOTHING, 3, "softmax", SPARSE, "SparseTopKCategoricalAccuracy"),
        (NOTHING, 3, "softmax", CATEGORICAL, "Precision"),
        (NOTHING, 3, "softmax", CATEGORICAL, "{TopKCategoricalAccuracy: {k: 2}}"),
        (NOTHING, 5, "sigmoid", "binary_crossentropy", "{AUC: {multi_label: true}}"),
        (BINARY, 1, "sigmoid", "binary_crossentropy", "Precision"),
    ],
)
def test_a_metric_that_goes_with_the_loss(
    data: str, units: int, activation: str, loss: str, metric: str
) -> None:
    assert lint(data, units, activation, loss, metric) == []


@pytest.mark.parametrize(("data", "severity"), [(NUMBERS, "error"), (NOTHING, "warning")])
def test_without_data_nothing_is_certain(data: str, severity: str) -> None:
    text = SPEC.format(data=data, units=1, activation="linear", loss="mse", metric="accuracy")
    assert [(issue.code, issue.severity) for issue in find_issues(text)] == [("KR316", severity)]


def test_values_of_a_file_may_be_classes_where_the_output_allows(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x_train=np.zeros((48, 20), "f4"), y_train=np.zeros(48, "f4"))
    data, file = "data: {source: {npz: a.npz}}", str(tmp_path / "f.yaml")
    assert lint(data, 1, "sigmoid", "mse", "accuracy", file) == []
    assert lint(data, 1, "linear", "mse", "accuracy", file) == [("KR316", HERE)]


@pytest.mark.parametrize(
    ("units", "activation", "loss", "metric", "hint"),
    [
        (1, "linear", LOGITS, "AUC", "write `{AUC: {from_logits: true}}`"),
        (1, "linear", LOGITS, "Recall",
         "write `activation: sigmoid` in the last layer and leave `from_logits` out of the loss"),
        (3, "softmax", CATEGORICAL, "SparseTopKCategoricalAccuracy", "write `TopKCategoricalAccuracy`"),
    ],
)  # fmt: skip
def test_what_to_write_instead(units: int, activation: str, loss: str, metric: str, hint: str) -> None:
    text = SPEC.format(data=NOTHING, units=units, activation=activation, loss=loss, metric=metric)
    assert [issue.hint for issue in find_issues(text)] == [hint]
