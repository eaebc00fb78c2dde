"""Which epoch was best in a score."""

from __future__ import annotations

import math
from collections.abc import Sequence

_HIGHER_IS_BETTER = (
    "accuracy",
    "auc",
    "precision",
    "recall",
    "sensitivity",
    "specificity",
    "f1",
    "fbeta",
    "iou",
    "r2",
    "similarity",
    "top_k",
    "true_",
)
_LOWER_IS_BETTER = (
    "loss",
    "error",
    "mse",
    "mae",
    "mape",
    "msle",
    "crossentropy",
    "divergence",
    "hinge",
    "poisson",
    "false_",
)
"""Parts of the names of metrics; what has a name of none of these may be better either way."""


def best_epoch(name: str, values: Sequence[float]) -> tuple[int, float] | None:
    """Return the index and value of the first best of `values`, finite ones only.

    None where there is none, or where the name does not tell whether higher or lower is better.
    """
    lower = any(word in name.lower() for word in _LOWER_IS_BETTER)
    higher = not lower and any(word in name.lower() for word in _HIGHER_IS_BETTER)
    finite = [(index, value) for index, value in enumerate(values) if math.isfinite(value)]
    if not finite or not (lower or higher):
        return None
    # max and min both return the first of equals.
    return (max if higher else min)(finite, key=lambda pair: pair[1])
