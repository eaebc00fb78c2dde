from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.analysis.section import (
    check_accumulation,
    check_expectations,
    check_input,
    check_monitors,
    check_names,
    check_text,
    check_training,
    metric_name,
    recorded_names,
)
from kerasrun.builder.object import build_object
from kerasrun.catalogue import catalogue
from kerasrun.catalogue.legacy import legacy_name
from kerasrun.catalogue.refused import refused
from kerasrun.errors import Issue
from kerasrun.source.reader import parse_document
from kerasrun.spec.compile import CompileSpec
from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.function import FunctionSpec
from kerasrun.spec.object import ObjectSpec
from kerasrun.spec.parse import parse_spec

_REQUIRED: dict[str, dict[str, Any]] = {
    "IoU": {"num_classes": 2, "target_class_ids": [0]},
    "MeanIoU": {"num_classes": 2},
    "OneHotIoU": {"num_classes": 2, "target_class_ids": [0]},
    "OneHotMeanIoU": {"num_classes": 2},
    "BinaryIoU": {},
    "MeanRelativeError": {"normalizer": [1.0, 1.0]},
    "PrecisionAtRecall": {"recall": 0.5},
    "RecallAtPrecision": {"precision": 0.5},
    "SensitivityAtSpecificity": {"specificity": 0.5},
    "SpecificityAtSensitivity": {"sensitivity": 0.5},
}


def metrics(*values: Any) -> list[FunctionSpec]:
    return CompileSpec.model_validate({"loss": "mse", "metrics": list(values)}).metrics


def keras_names(value: Any) -> list[str]:
    """The names under which a compiled model returns a loss and one metric."""
    # Keras numbers the second metric of a class that has no name of its own.
    keras.backend.clear_session()
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, activation="softmax")])
    built = [build_object(metric) for metric in metrics(value) if isinstance(metric, ObjectSpec)]
    model.compile(loss="categorical_crossentropy", metrics=built, run_eagerly=True)
    labels = np.eye(2, dtype="float32")
    scores = model.evaluate(np.ones((2, 3), "float32"), labels, return_dict=True, verbose=0)
    return [name for name in scores if name != "loss"]


USABLE = [name for name in catalogue.names("metric") if not refused("metric", name)]
# Integer labels, for which the two columns above would have to be one.
SPARSE = {"SparseCategoricalAccuracy", "SparseCategoricalCrossentropy", "SparseTopKCategoricalAccuracy"}
STRINGS = [
    alias
    for alias, name in sorted(catalogue.aliases("metric").items())
    if not legacy_name("metric", alias) and name in USABLE and name not in (SPARSE | _REQUIRED.keys())
]


@pytest.mark.parametrize("name", sorted(set(USABLE) - SPARSE))
def test_the_name_of_every_metric_is_keras_s(name: str) -> None:
    value = {name: _REQUIRED.get(name, {})}
    assert [metric_name(metric) for metric in metrics(value)] == keras_names(value)


@pytest.mark.parametrize("name", STRINGS)
def test_the_name_of_every_string_is_keras_s(name: str) -> None:
    assert [metric_name(metric) for metric in metrics(name)] == keras_names(name)


@pytest.mark.parametrize("name", sorted(SPARSE))
def test_the_name_of_a_sparse_metric_is_keras_s(name: str) -> None:
    built = getattr(keras.metrics, name)()
    assert [metric_name(metric) for metric in metrics({name: {}})] == [built.name]


def test_names_of_one_s_own() -> None:
    values = [
        {"AUC": {"name": "area"}},
        {"formula": "mean(y_pred)", "name": "mean_pred"},
        {"formula": "mean(y_pred)"},
    ]
    assert [metric_name(metric) for metric in metrics(*values)] == ["area", "mean_pred", "formula"]
    assert keras_names(values[0]) == ["area"]
    assert [metric_name(metric) for metric in metrics({"python": "metrics.py:mean_pred"})] == ["mean_pred"]


ROWS = {"train": 100, "validation": 10}
MODEL = "model: {input_shape: [4], layers: [{Dense: 1}]}\n"


def spec(text: str) -> ExperimentSpec:
    return parse_spec(parse_document(text, "f"))


def shown(issues: list[Issue]) -> list[tuple[str, str, str | None]]:
    return [(str(issue.mark), issue.message, issue.hint) for issue in issues]


def test_recorded_names() -> None:
    with_metrics = spec(MODEL + "compile: {loss: mse, metrics: [mae], weighted_metrics: [accuracy]}\n")
    names = recorded_names(with_metrics, validation=True)
    assert names == ["loss", "mae", "accuracy", "val_loss", "val_mae", "val_accuracy", "learning_rate"]
    assert recorded_names(spec(MODEL), validation=False) == ["loss", "learning_rate"]


def test_training_needs_data_and_compile() -> None:
    assert [issue.path for issue in check_training(spec(MODEL))] == [("data",), ("compile",)]


def test_input_shape_or_data() -> None:
    assert check_input(spec(MODEL)) == []
    assert check_input(spec("data: {source: mnist}\nmodel: {layers: [Flatten]}\n")) == []
    assert shown(check_input(spec("model: {layers: [Flatten]}\n"))) == [
        (
            "f:1:1",
            "missing key 'input_shape'",
            "add `input_shape: [784]` under `model`, or a `data` section that tells it",
        )
    ]


def monitors(callback: str, *, validation: bool = True) -> list[Issue]:
    text = MODEL + f"compile: {{loss: mse, metrics: [mae]}}\nfit:\n  callbacks: [{callback}]\n"
    return check_monitors(spec(text), validation=validation)


@pytest.mark.parametrize(
    "callback",
    [
        "EarlyStopping",
        "{EarlyStopping: {monitor: val_mae}}",
        "{ReduceLROnPlateau: {monitor: mae}}",
        "{EarlyStopping: {monitor: learning_rate}}",
        "{ModelCheckpoint: {monitor: nothing}}",
        "{ModelCheckpoint: {save_best_only: true}}",
        "TerminateOnNaN",
        "CSVLogger",
    ],
)
def test_monitors_that_are_recorded(callback: str) -> None:
    assert monitors(callback) == []


@pytest.mark.parametrize(
    ("callback", "place", "message"),
    [
        ("{EarlyStopping: {monitor: acc}}", "f:4:41", "EarlyStopping watches 'acc', which is not recorded"),
        ("{EarlyStopping: acc}", "f:4:31", "EarlyStopping watches 'acc', which is not recorded"),
        (
            "{ModelCheckpoint: {monitor: x, save_best_only: true}}",
            "f:4:43",
            "ModelCheckpoint watches 'x', which is not recorded",
        ),
    ],
)
def test_monitors_that_are_not(callback: str, place: str, message: str) -> None:
    assert [issue[:2] for issue in shown(monitors(callback))] == [(place, message)]


def test_a_monitor_of_validation_without_any() -> None:
    assert monitors("{EarlyStopping: {monitor: loss}}", validation=False) == []
    assert shown(monitors("EarlyStopping", validation=False)) == [
        (
            "f:4:15",
            "EarlyStopping watches 'val_loss', but there is no validation data",
            "add `data: {validation: 0.1}`, or watch a name without `val_`",
        )
    ]


def test_expectations() -> None:
    text = MODEL + "compile: {loss: mse, metrics: [mae]}\n"
    text += 'expect: {train.mae: "< 1", test.maee: "< 1", test.loss: "< 1"}\n'
    assert shown(check_expectations(spec(text), ROWS)) == [
        ("f:3:28", "no score is called 'maee'", "did you mean 'mae'?"),
        ("f:3:46", "there is no test split", "add `data: {test: 0.1}`"),
    ]


def test_names_that_are_taken() -> None:
    text = MODEL + "compile: {loss: mse, metrics: [mae, mae, {formula: 'mean(y_pred)', name: loss}]}\n"
    assert [(str(issue.mark), issue.message) for issue in check_names(spec(text))] == [
        ("f:2:37", "the name 'mae' is taken: compile.metrics[0]"),
        ("f:2:42", "the name 'loss' is taken: the loss"),
    ]
    assert check_names(spec(MODEL + "compile: {loss: mse, metrics: [mae, mse]}\n")) == []


def test_text_needs_a_model_of_text() -> None:
    (issue,) = check_text(spec(MODEL), "string")
    assert issue.hint == "add `dtype: string` under `model`"
    assert check_text(spec(MODEL), "float32") == []
    assert check_text(spec("model: {dtype: string, input_shape: [1], layers: [Flatten]}\n"), "string") == []


def test_steps_are_accumulated_in_one_place() -> None:
    def issues(optimizer: str, accumulate: int) -> list[Issue]:
        return check_accumulation(
            spec(
                MODEL + f"compile: {{loss: mse, optimizer: {optimizer}}}\nfit: {{accumulate: {accumulate}}}\n"
            )
        )

    both = "{SGD: {gradient_accumulation_steps: 2}}"
    assert issues("sgd", 4) == issues(both, 1) == []
    (issue,) = issues(both, 4)
    assert (issue.code, str(issue.mark)) == ("KR108", "f:2:40")
    assert "once, received them here and in `fit.accumulate` (f:3:7)" in issue.message
