from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.analysis.lint.conftest import find_issues

CLASSES = "{synthetic: {task: classification, shape: [20], classes: 5}}"
BINARY = "{synthetic: {task: binary, shape: [20]}}"
NUMBERS = "{synthetic: {task: regression, shape: [20]}}"
SOFT = "{synthetic: {task: noise, shape: [20], classes: 5, soft: true}}"
SPEC = """\
data: {{source: {source}}}
model:
  layers:
    - Dense: {{units: 8, activation: relu}}
    - Dense: {{units: {units}, activation: {activation}}}
compile:
  loss: {loss}
"""
LAST, LOSS = 5, 7
"""The lines of the last layer and of the loss."""


def lint(source: str, units: int, activation: str, loss: str, file: str = "f") -> list[tuple[str, int]]:
    issues = find_issues(SPEC.format(source=source, units=units, activation=activation, loss=loss), file)
    return [(issue.code, issue.mark.line if issue.mark else 0) for issue in issues]


@pytest.mark.parametrize(
    ("code", "source", "units", "activation", "loss", "line"),
    [
        ("KR310", CLASSES, 1, "sigmoid", "binary_crossentropy", LOSS),
        ("KR310", "mnist-10k", 1, "sigmoid", "{BinaryFocalCrossentropy: {gamma: 3}}", LOSS),
        ("KR310", NUMBERS, 1, "sigmoid", "binary_crossentropy", LOSS),
        ("KR310", "california_housing", 1, "linear", "{BinaryCrossentropy: {from_logits: true}}", LOSS),
        ("KR312", CLASSES, 4, "softmax", "categorical_crossentropy", LAST),
        ("KR312", CLASSES, 2, "softmax", "sparse_categorical_crossentropy", LAST),
        ("KR312", CLASSES, 3, "sigmoid", "binary_crossentropy", LAST),
        ("KR312", CLASSES, 3, "linear", "{formula: mean((y_true - y_pred) ** 2)}", LAST),
        ("KR313", CLASSES, 6, "softmax", "categorical_crossentropy", LAST),
        ("KR313", BINARY, 10, "softmax", "sparse_categorical_crossentropy", LAST),
        ("KR313", "imdb", 3, "sigmoid", "binary_crossentropy", LAST),
        ("KR315", SOFT, 5, "softmax", "sparse_categorical_crossentropy", LOSS),
        ("KR315", SOFT, 5, "linear", "{SparseCategoricalCrossentropy: {from_logits: true}}", LOSS),
        ("KR315", SOFT, 4, "softmax", "sparse_categorical_crossentropy", LOSS),
        ("KR321", NUMBERS, 2, "softmax", "sparse_categorical_crossentropy", LOSS),
        ("KR321", "california_housing", 3, "softmax", "categorical_crossentropy", LOSS),
        ("KR321", CLASSES, 1, "linear", "mse", LOSS),
        ("KR321", "reuters", 1, "relu", "mae", LOSS),
    ],
)  # fmt: skip
def test_a_mistake_is_found_at_its_line(
    code: str, source: str, units: int, activation: str, loss: str, line: int
) -> None:
    assert (code, line) in lint(source, units, activation, loss)


@pytest.mark.parametrize(
    ("source", "units", "activation", "loss"),
    [
        (CLASSES, 5, "softmax", "categorical_crossentropy"),
        (CLASSES, 5, "softmax", "sparse_categorical_crossentropy"),
        (CLASSES, 5, "sigmoid", "binary_crossentropy"),
        (CLASSES, 5, "softmax", "mse"),
        (CLASSES, 5, "tanh", "mse"),
        (SOFT, 5, "softmax", "categorical_crossentropy"),
        (SOFT, 5, "sigmoid", "binary_crossentropy"),
        (BINARY, 1, "sigmoid", "binary_crossentropy"),
        (BINARY, 2, "softmax", "categorical_crossentropy"),
        (BINARY, 1, "sigmoid", "mse"),
        (BINARY, 1, "tanh", "hinge"),
        (NUMBERS, 1, "linear", "huber"),
        ("{synthetic: {task: noise, shape: [20], outputs: 1}}", 1, "sigmoid", "binary_crossentropy"),
    ],
)
def test_labels_that_go_with_the_loss(source: str, units: int, activation: str, loss: str) -> None:
    assert lint(source, units, activation, loss) == []


@pytest.mark.parametrize(
    ("targets", "units", "activation", "loss"),
    [
        # Ages, class ids and one-hot rows: what they are shows only in their values.
        (np.arange(48, dtype=np.int64) // 8, 1, "linear", "mse"),
        (np.arange(48, dtype=np.float32) // 8, 6, "softmax", "sparse_categorical_crossentropy"),
        (np.eye(6, dtype=np.float32).repeat(8, axis=0), 6, "softmax", "categorical_crossentropy"),
    ],
)
def test_no_judgement_on_labels_that_are_not_read_yet(
    tmp_path: Path, targets: np.ndarray, units: int, activation: str, loss: str
) -> None:
    np.savez(tmp_path / "a.npz", x_train=np.zeros((48, 4), np.float32), y_train=targets)
    assert lint("{npz: a.npz}", units, activation, loss, str(tmp_path / "f.yaml")) == []


def test_one_hot_rows_of_a_file(tmp_path: Path) -> None:
    np.savez(
        tmp_path / "a.npz",
        x_train=np.zeros((48, 4), np.float32),
        y_train=np.eye(6, dtype=np.float32).repeat(8, axis=0),
    )
    loss, file = "sparse_categorical_crossentropy", str(tmp_path / "f.yaml")
    assert lint("{npz: a.npz}", 6, "softmax", loss, file) == [("KR315", LOSS)]


def test_the_hint_names_the_layer_and_its_units() -> None:
    (issue,) = find_issues(
        SPEC.format(source=BINARY, units=3, activation="softmax", loss="CategoricalCrossentropy")
    )
    hint = "write `units: 2` on the Dense in line 5, or 1 with `activation: sigmoid` and "
    hint += "`loss: binary_crossentropy`"
    assert (issue.message, issue.hint) == ("expected 2 outputs, one per class, received 3", hint)
