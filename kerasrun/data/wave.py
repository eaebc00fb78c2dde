"""Waves: sequences that differ by their frequency, and sequences to be continued.

In: [steps, features], classes or outputs, and row count. Out: noisy sine waves with class ids, or with their
next values. Called by `synthetic.py` for classification of sequences and for `sequence`.
"""

from __future__ import annotations

import numpy as np

from kerasrun.data.blob import balanced_labels
from kerasrun.data.examples import Array

NOISE = 0.1
"""Standard deviation of the noise; the waves have heights about 1."""
FASTEST = 0.35
"""Cycles per step of the fastest class; 0.5 is the most that samples can show."""
PERIODS = (7.0, 17.0)
"""Steps per cycle of the two waves that a forecast continues."""


def draw_waves(
    shape: tuple[int, ...], classes: int, count: int, *, world: np.random.Generator, rows: np.random.Generator
) -> tuple[Array, Array]:
    """Return inputs (count, steps, features) float32 and ids (count,) int32; the class is the frequency.

    Frequencies are spread evenly from half a cycle in all steps up to `FASTEST`. The starting phase is random
    in each row and the strength in each row and feature, so no single step tells the class.
    """
    steps, features = shape
    frequencies = np.linspace(0.5 / steps, FASTEST, classes)
    offsets = world.uniform(0, 2 * np.pi, features)
    labels = balanced_labels(classes, count, rows)
    turns = 2 * np.pi * frequencies[labels][:, None] * np.arange(steps)
    start = rows.uniform(0, 2 * np.pi, (count, 1, 1)) + offsets
    inputs = np.sin((turns[:, :, None] + start).astype(np.float32))
    inputs *= rows.uniform(0.7, 1.3, (count, 1, features)).astype(np.float32)
    inputs += np.float32(NOISE) * rows.standard_normal(inputs.shape, dtype=np.float32)
    return inputs, labels


def draw_forecast(
    shape: tuple[int, ...], outputs: int, count: int, *, world: np.random.Generator, rows: np.random.Generator
) -> tuple[Array, Array]:
    """Return inputs (count, steps, features) float32 and targets (count, outputs) float32: what comes next.

    Every feature is the sum of a fast and a slow wave with a phase of its own; the targets are the next
    `outputs` values of the first feature, with the same noise as the inputs.
    """
    steps, features = shape
    periods = np.array(PERIODS) * world.uniform(0.9, 1.1, len(PERIODS))
    time = np.arange(steps + outputs)
    series = NOISE * rows.standard_normal((count, features, len(time)), dtype=np.float32)
    for period in periods:
        # Each row's own period, 3 % around the common one, keeps the rule from being one fixed formula.
        turns = 2 * np.pi * time / (period * rows.normal(1, 0.03, (count, 1, 1)))
        series += np.sin((turns + rows.uniform(0, 2 * np.pi, (count, features, 1))).astype(np.float32))
    inputs = np.ascontiguousarray(series[:, :, :steps].transpose(0, 2, 1))
    return inputs.astype(np.float32, copy=False), series[:, 0, steps:].astype(np.float32)
