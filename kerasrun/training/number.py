"""Keras's numbers as the shortest ones that mean the same, each under a name of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np


def shortest(value: Any) -> float:
    """Return `value` as a float that prints short: 0.001 where the float32 0.001 reads 0.0010000000474974513.

    A value that is no float32 keeps all its digits.
    """
    exact = float(value)
    with np.errstate(over="ignore"):
        single = np.float32(exact)
    return float(str(single)) if float(single) == exact else exact


def flatten_scores(logs: Mapping[str, Any]) -> dict[str, float]:
    """Return Keras's logs as plain numbers: the loss, metrics, then those of validation in the same order.

    A metric of several numbers, such as F1Score per class, becomes name_0, name_1...
    """
    scores: dict[str, float] = {}
    for name, value in logs.items():
        values = np.asarray(value)
        if values.ndim == 0:
            scores[name] = shortest(values)
        else:
            scores |= {f"{name}_{index}": shortest(item) for index, item in enumerate(values.reshape(-1))}
    return {name: scores[name] for name in sorted(scores, key=_rank)}


def _rank(name: str) -> tuple[bool, bool]:
    return name.startswith("val_"), name not in ("loss", "val_loss")
