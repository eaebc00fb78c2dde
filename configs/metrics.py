"""The metric of custom_metric_python.yaml."""

from __future__ import annotations

from typing import Any

import keras


def mean_pred(y_true: Any, y_pred: Any) -> Any:
    """Return the mean of what the model predicts for a batch, one number; the labels are not looked at."""
    return keras.ops.mean(y_pred)
