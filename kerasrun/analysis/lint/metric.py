"""Lints on the metrics: each must measure what the labels, the loss and the outputs are."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from kerasrun.analysis.lint.case import Case
from kerasrun.analysis.lint.family import CATEGORICAL, CROSSENTROPIES, RANGES, REGRESSION, SPARSE
from kerasrun.analysis.lint.rule import Finding, lint
from kerasrun.errors import Fix, Hint
from kerasrun.spec.object import ObjectSpec

_SPARSE = frozenset(
    {"SparseCategoricalAccuracy", "SparseCategoricalCrossentropy", "SparseTopKCategoricalAccuracy"}
)
"""Metrics that take class ids."""
_ROWS = frozenset(
    {
        "CategoricalAccuracy",
        "CategoricalCrossentropy",
        "CategoricalHinge",
        "OneHotIoU",
        "OneHotMeanIoU",
        "TopKCategoricalAccuracy",
    }
)
"""Metrics that take one-hot rows."""
_PAIRS = frozenset(
    {
        "BinaryCrossentropy",
        "CosineSimilarity",
        "Hinge",
        "KLDivergence",
        "LogCoshError",
        "MeanAbsoluteError",
        "MeanAbsolutePercentageError",
        "MeanSquaredError",
        "MeanSquaredLogarithmicError",
        "Poisson",
        "R2Score",
        "RootMeanSquaredError",
        "SquaredHinge",
    }
)
"""Metrics that take a number for each output."""
_THRESHOLDS = frozenset(
    {
        "AUC",
        "BinaryAccuracy",
        "F1Score",
        "FBetaScore",
        "FalseNegatives",
        "FalsePositives",
        "Precision",
        "PrecisionAtRecall",
        "Recall",
        "RecallAtPrecision",
        "SensitivityAtSpecificity",
        "SpecificityAtSensitivity",
        "TrueNegatives",
        "TruePositives",
    }
)
"""Metrics that compare each output with thresholds from 0 to 1, and take a target for each output."""
_OF_CLASSES = _SPARSE | _ROWS | _THRESHOLDS | {"Accuracy"}


@lint("KR316", "error")
def accuracy_of_numbers(case: Case) -> Iterator[Finding]:
    """A metric of classes beside a loss of numbers."""
    if case.loss not in REGRESSION or not _are_numbers(case):
        return
    for path, metric in case.metrics:
        if metric.keras_name in _OF_CLASSES:
            message = f"expected a metric of numbers beside {case.loss_name}, received {metric.name}"
            hint = "write `mae`, the mean error in the target's own unit, or `R2Score`"
            # Without data the labels may still be 0 and 1, as in a least-squares GAN.
            yield Finding(message, path, hint, severity=None if case.facts else "warning")


@lint("KR363", "warning")
def metric_of_logits(case: Case) -> Iterator[Finding]:
    """A metric that takes probabilities, on outputs that are none."""
    logits = case.loss in CROSSENTROPIES and case.loss_arguments.get("from_logits")
    if not logits or case.output is None or case.output.activation != "linear":
        return
    activation = "softmax" if case.output.width != 1 and case.loss in CATEGORICAL | SPARSE else "sigmoid"
    for path, metric in case.metrics:
        if _takes_probabilities(metric, one=case.output.width == 1):
            message = f"expected probabilities for {metric.name}, received logits"
            hint = (
                f"write `activation: {activation}` in the last layer and leave `from_logits` out of the loss"
            )
            if "from_logits" in metric.filled_arguments():
                hint = f"write `{{{metric.keras_name}: {{from_logits: true}}}}`"
            yield Finding(message, path, hint)


@lint("KR364", "error")
def metric_of_other_labels(case: Case) -> Iterator[Finding]:
    """A metric that takes rows where the loss takes class ids, or ids where it takes rows."""
    width = case.output.width if case.output else None
    if case.loss not in CROSSENTROPIES or width is None:
        return
    for path, metric in case.metrics:
        name = metric.keras_name
        if name == "Accuracy" and not _is_chosen_by_keras(metric):
            message = (
                f"expected `accuracy`, received {name}, which counts outputs that equal the label exactly"
            )
            hint = "write `accuracy`: Keras then takes the one that goes with the loss"
            yield Finding(message, path, Hint(hint, Fix(metric.name, "accuracy")))
        elif case.loss in SPARSE and width > 1 and name in _ROWS | _PAIRS | _THRESHOLDS:
            message = f"expected a metric of class ids beside {case.loss_name}, received {metric.name}"
            hint = "write `loss: categorical_crossentropy`, for which class ids become one-hot rows"
            yield Finding(message, path, hint)
        elif case.loss in CATEGORICAL and width > 1 and name in _SPARSE:
            message = f"expected a metric of rows beside {case.loss_name}, received {metric.name}"
            of_rows = name.removeprefix("Sparse")
            yield Finding(message, path, Hint(f"write `{of_rows}`", Fix(metric.name, of_rows)))


def _are_numbers(case: Case) -> bool:
    """Tell whether the targets are numbers, not classes that are compared as numbers."""
    if case.output is None:
        return False
    # Outputs up to 1 can be compared with classes, as Rosenblatt and LeCun did.
    beyond = max(RANGES.get(case.output.activation, (-inf, inf))) > 1
    if case.facts is None:
        return beyond
    return case.facts.label_form == "values" and (beyond or case.facts.target_range is not None)


def _takes_probabilities(metric: ObjectSpec, *, one: bool) -> bool:
    arguments = metric.filled_arguments()
    if "from_logits" in arguments:
        return not arguments["from_logits"]
    if _is_chosen_by_keras(metric):
        # For one output Keras takes the binary accuracy.
        return one
    # Of several outputs, an F score takes the largest, unless it has a threshold.
    limit = next((arguments[key] for key in ("threshold", "thresholds") if key in arguments), None)
    if metric.keras_name in ("F1Score", "FBetaScore"):
        return limit is not None
    return metric.keras_name in _THRESHOLDS and limit != 0


def _is_chosen_by_keras(metric: ObjectSpec) -> bool:
    return metric.name == "accuracy"
