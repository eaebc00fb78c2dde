"""Noise: inputs and labels that have nothing to do with each other.

In: shape, kind of label and row count. Out: uniform inputs and random targets, as in study notes that show a
model without data. No model can do better than chance on new rows. Called by `synthetic.py`.
"""

from __future__ import annotations

import numpy as np

from kerasrun.data.examples import Array


def draw_noise(
    shape: tuple[int, ...],
    classes: int | None,
    outputs: int,
    count: int,
    *,
    soft: bool,
    rows: np.random.Generator,
) -> tuple[Array, Array]:
    """Return inputs (count, *shape) float32 in [0, 1) and random targets.

    Targets: (count,) int32 ids of `classes`; with `soft` (count, classes) float32 weights in [0, 1) that need
        not sum to 1; without `classes` (count, outputs) float32 in [0, 1).
    """
    inputs = rows.random((count, *shape), dtype=np.float32)
    if classes is None or soft:
        width = outputs if classes is None else classes
        return inputs, rows.random((count, width), dtype=np.float32)
    return inputs, rows.integers(0, classes, count, dtype=np.int32)
