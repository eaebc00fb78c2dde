"""Which way a recorded number gets better, and whether Keras knows it by itself.

In: the spec and a name that training records. Out: `min`, `max` or None. Keras knows it of the loss and of
most of its metrics (`_direction` in keras/src/metrics), of no formula and no code. `callback.py` asks.
"""

from __future__ import annotations

from typing import Literal

from kerasrun.analysis.section import metric_name
from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.function import FunctionSpec
from kerasrun.spec.object import ObjectSpec

Mode = Literal["min", "max"]

UP = frozenset(
    {
        "AUC",
        "Accuracy",
        "BinaryAccuracy",
        "BinaryIoU",
        "CategoricalAccuracy",
        "ConcordanceCorrelation",
        "CosineSimilarity",
        "F1Score",
        "FBetaScore",
        "IoU",
        "MeanIoU",
        "OneHotIoU",
        "OneHotMeanIoU",
        "PearsonCorrelation",
        "Precision",
        "PrecisionAtRecall",
        "R2Score",
        "Recall",
        "RecallAtPrecision",
        "SensitivityAtSpecificity",
        "SparseCategoricalAccuracy",
        "SparseTopKCategoricalAccuracy",
        "SpecificityAtSensitivity",
        "TopKCategoricalAccuracy",
    }
)
DOWN = frozenset(
    {
        "BinaryCrossentropy",
        "CategoricalCrossentropy",
        "CategoricalHinge",
        "Hinge",
        "KLDivergence",
        "LogCoshError",
        "MeanAbsoluteError",
        "MeanAbsolutePercentageError",
        "MeanSquaredError",
        "MeanSquaredLogarithmicError",
        "Poisson",
        "RootMeanSquaredError",
        "SparseCategoricalCrossentropy",
        "SquaredHinge",
    }
)
_COUNTS: dict[str, Mode] = {
    "FalseNegatives": "min",
    "FalsePositives": "min",
    "TrueNegatives": "max",
    "TruePositives": "max",
}
"""Clear to a reader, unknown to Keras."""


def better(spec: ExperimentSpec, name: str) -> Mode | None:
    """Return whether less or more of the recorded `name` is better; None where only its author knows."""
    metric = _find(spec, name)
    counted = _COUNTS.get(metric.keras_name) if isinstance(metric, ObjectSpec) else None
    return counted or known_to_keras(spec, name)


def known_to_keras(spec: ExperimentSpec, name: str) -> Mode | None:
    """Return what `mode: auto` makes of the recorded `name`; None where Keras gives up."""
    if name.removeprefix("val_") == "loss":
        return "min"
    metric = _find(spec, name)
    if not isinstance(metric, ObjectSpec):
        return None
    return "max" if metric.keras_name in UP else "min" if metric.keras_name in DOWN else None


def _find(spec: ExperimentSpec, name: str) -> FunctionSpec | None:
    metrics = spec.compile.all_metrics() if spec.compile else []
    return next((metric for metric in metrics if metric_name(metric) == name.removeprefix("val_")), None)
