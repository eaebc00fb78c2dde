from __future__ import annotations

import pytest

from tests.analysis.lint.conftest import Find

SPEC = """\
data:
  source: {{synthetic: {{task: binary, shape: [9]}}}}{validation}
model: {{layers: [Dense: {{units: 1, activation: sigmoid}}]}}
compile:
  optimizer: {optimizer}
  loss: binary_crossentropy
  metrics: [accuracy, FalsePositives, {{formula: mean(y_pred), name: mean_pred}}]
fit:
  epochs: 10
  callbacks:
{callbacks}
"""
SCHEDULE = "{Adam: {learning_rate: {CosineDecay: {initial_learning_rate: 0.01, decay_steps: 320}}}}"


def found(
    find: Find, code: str, *callbacks: str, optimizer: str = "adam", validation: bool = True
) -> list[tuple[int, str]]:
    """Return lines and severities of the findings of `code`; the first callback stands in line 12, or 11."""
    text = SPEC.format(
        optimizer=optimizer,
        validation="\n  validation: 0.1" if validation else "",
        callbacks="\n".join(f"    - {callback}" for callback in callbacks),
    )
    return [(issue.mark.line, issue.severity) for issue in find(text) if issue.code == code and issue.mark]


PLATEAU, STOP = "ReduceLROnPlateau: {patience: 3}", "EarlyStopping: {patience: 3, restore_best_weights: true}"


@pytest.mark.parametrize(
    ("callbacks", "optimizer"),
    [
        ([PLATEAU], SCHEDULE),
        ([PLATEAU, STOP], SCHEDULE),
        (
            [PLATEAU],
            "{SGD: {learning_rate: {PiecewiseConstantDecay: {boundaries: [9], values: [0.1, 0.01]}}}}",
        ),
    ],
)
def test_a_schedule_and_a_plateau(find: Find, callbacks: list[str], optimizer: str) -> None:
    assert found(find, "KR338", *callbacks, optimizer=optimizer) == [(12, "error")]


@pytest.mark.parametrize(
    ("callback", "optimizer"),
    [(PLATEAU, "adam"), (STOP, SCHEDULE), (PLATEAU, "{Adam: {learning_rate: 0.01}}")],
)
def test_one_master_of_the_learning_rate(find: Find, callback: str, optimizer: str) -> None:
    assert found(find, "KR338", callback, optimizer=optimizer) == []


@pytest.mark.parametrize(
    "callback",
    [
        "EarlyStopping: {mode: max}",
        "EarlyStopping: {monitor: val_accuracy, mode: min}",
        "ReduceLROnPlateau: {monitor: loss, mode: max}",
        "ModelCheckpoint: {monitor: val_false_positives, mode: max, save_best_only: true}",
    ],
)
def test_the_wrong_way_round(find: Find, callback: str) -> None:
    assert found(find, "KR341", "TerminateOnNaN", callback) == [(13, "error")]


@pytest.mark.parametrize(
    "callback",
    [
        "EarlyStopping: {mode: min}",
        "EarlyStopping: {monitor: val_accuracy, mode: max}",
        "EarlyStopping: {monitor: val_accuracy}",
        "EarlyStopping: {monitor: val_mean_pred, mode: max}",
        "ModelCheckpoint: {monitor: val_loss, mode: max}",
    ],
)
def test_the_right_way_round(find: Find, callback: str) -> None:
    assert found(find, "KR341", callback) == []


@pytest.mark.parametrize(
    "callback",
    [
        "EarlyStopping: {monitor: val_mean_pred}",
        "ReduceLROnPlateau: {monitor: false_positives, mode: auto}",
        "ModelCheckpoint: {monitor: learning_rate, save_best_only: true}",
    ],
)
def test_a_way_that_keras_does_not_know(find: Find, callback: str) -> None:
    assert found(find, "KR342", callback) == [(12, "error")]


@pytest.mark.parametrize(
    "callback",
    [
        "EarlyStopping: {monitor: val_mean_pred, mode: min}",
        "EarlyStopping: {monitor: val_accuracy}",
        "EarlyStopping",
        "ModelCheckpoint: {monitor: val_mean_pred}",
    ],
)
def test_a_way_that_is_known(find: Find, callback: str) -> None:
    assert found(find, "KR342", callback) == []


@pytest.mark.parametrize(
    "callback",
    [
        "EarlyStopping: {patience: 10}",
        "EarlyStopping: {patience: 6, start_from_epoch: 5}",
        "ReduceLROnPlateau",
        "ReduceLROnPlateau: {monitor: loss, patience: 15}",
    ],
)
def test_a_patience_that_is_never_used_up(find: Find, callback: str) -> None:
    assert found(find, "KR343", callback) == [(12, "warning")]


def test_the_last_weights_instead_of_the_best(find: Find) -> None:
    assert found(find, "KR343", "EarlyStopping: {patience: 3}") == [(12, "info")]
    best = "ModelCheckpoint: {save_best_only: true}"
    assert found(find, "KR343", "EarlyStopping: {patience: 3}", best) == []


@pytest.mark.parametrize(
    "callback", [STOP, PLATEAU, "EarlyStopping: {patience: 99, restore_best_weights: true}", "EarlyStopping"]
)
def test_a_callback_that_can_act(find: Find, callback: str) -> None:
    assert found(find, "KR343", callback) == []


@pytest.mark.parametrize(
    ("callback", "validation", "line"),
    [
        ("EarlyStopping: {monitor: loss, restore_best_weights: true}", True, 12),
        ("ModelCheckpoint: {monitor: accuracy, save_best_only: true}", True, 12),
        ("ModelCheckpoint: {monitor: accuracy, save_best_only: true}", False, 11),
    ],
)
def test_the_best_by_a_training_score(find: Find, callback: str, validation: bool, line: int) -> None:
    assert found(find, "KR344", callback, validation=validation) == [(line, "warning")]


@pytest.mark.parametrize(
    ("callback", "validation"),
    [
        (STOP, True),
        ("ModelCheckpoint: {save_best_only: true}", True),
        ("EarlyStopping: {monitor: loss, patience: 2}", False),
        ("ReduceLROnPlateau: {monitor: loss}", False),
        ("ModelCheckpoint", False),
    ],
)
def test_the_best_by_a_validation_score(find: Find, callback: str, validation: bool) -> None:
    assert found(find, "KR344", callback, validation=validation) == []
