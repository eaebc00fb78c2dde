from __future__ import annotations

from typing import Any

import pytest

from kerasrun.analysis.lint.direction import DOWN, UP, better, known_to_keras
from kerasrun.catalogue import catalogue
from kerasrun.catalogue.refused import refused
from kerasrun.source.reader import parse_document
from kerasrun.spec.parse import parse_spec

SPEC = """\
model: {input_shape: [4], layers: [Dense: 1]}
compile:
  loss: mse
  metrics: [mae, R2Score, {AUC: {name: area}}, FalseNegatives, {formula: mean(y_pred), name: mean_pred}]
"""
ARGUMENTS: dict[str, dict[str, Any]] = {
    "IoU": {"num_classes": 2, "target_class_ids": [0]},
    "OneHotIoU": {"num_classes": 2, "target_class_ids": [0]},
    "MeanIoU": {"num_classes": 2},
    "OneHotMeanIoU": {"num_classes": 2},
    "PrecisionAtRecall": {"recall": 0.5},
    "RecallAtPrecision": {"precision": 0.5},
    "SensitivityAtSpecificity": {"specificity": 0.5},
    "SpecificityAtSensitivity": {"sensitivity": 0.5},
}


@pytest.mark.parametrize(
    ("name", "known", "clear"),
    [
        ("loss", "min", "min"),
        ("val_loss", "min", "min"),
        ("val_mae", "min", "min"),
        ("val_r2_score", "max", "max"),
        ("area", "max", "max"),
        ("val_false_negatives", None, "min"),
        ("mean_pred", None, None),
        ("learning_rate", None, None),
    ],
)
def test_which_way_is_better(name: str, known: str | None, clear: str | None) -> None:
    spec = parse_spec(parse_document(SPEC, "f"))
    assert (known_to_keras(spec, name), better(spec, name)) == (known, clear)


def test_the_tables_are_those_of_keras() -> None:
    import keras

    found = {}
    for name in catalogue.names("metric"):
        if not refused("metric", name):
            metric = getattr(keras.metrics, name)(**ARGUMENTS.get(name, {}))
            found[name] = getattr(metric, "_direction", None)
    assert {name for name, way in found.items() if way == "up"} == UP
    assert {name for name, way in found.items() if way == "down"} == DOWN
