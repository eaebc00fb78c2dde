"""Keras's numbers as the shortest ones that mean the same."""

from __future__ import annotations

from typing import Any

import numpy as np


def shortest(value: Any) -> float:
    """Return `value` as a float that prints short: 0.001 where the float32 0.001 reads 0.0010000000474974513.

    A value that is no float32 keeps all its digits.
    """
    exact = float(value)
    single = np.float32(exact)
    return float(str(single)) if float(single) == exact else exact
