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
"""Parts of the names of metrics that Keras's own callbacks maximise."""


def best_epoch(name: str, values: Sequence[float]) -> tuple[int, float] | None:
    """Return the index and value of the first best of `values`, or None where none is finite.

    Higher is better for the metrics that Keras maximises, lower for losses, errors and all others.
    """
    finite = [(index, value) for index, value in enumerate(values) if math.isfinite(value)]
    if not finite:
        return None
    maximise = "loss" not in name and any(word in name.lower() for word in _HIGHER_IS_BETTER)
    return (max if maximise else min)(finite, key=lambda pair: (pair[1], -pair[0] if maximise else pair[0]))
