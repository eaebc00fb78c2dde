"""Surfaces: labels and values that depend on the inputs in a curved way.

In: shape, outputs and row count. Out: inputs with a few hidden factors mixed into all features, and targets
that are a smooth, non-linear function of the factors. Called by `synthetic.py` for `binary` and
`regression`.
"""

from __future__ import annotations

from math import prod

import numpy as np

from kerasrun.data.examples import Array

FACTORS = 3
"""Hidden numbers a row on which a regression's targets depend."""
INPUT_NOISE = 0.1
TARGET_NOISE = 0.1
"""Standard deviations of the noise; inputs and targets have about 1."""
SAMPLE = 4096
"""Rows from which the median and the scale of a surface are taken; they come from `world`, never from a
split."""


def draw_binary(
    shape: tuple[int, ...], count: int, *, world: np.random.Generator, rows: np.random.Generator
) -> tuple[Array, Array]:
    """Return inputs (count, *shape) float32 and labels (count,) int32, 0 or 1.

    The label tells on which side of a curved boundary the row lies; the halves are equally likely.
    """
    mixing = _mixing(shape, 2, world)
    sample = _bend(world.standard_normal((SAMPLE, len(mixing))))
    factors = rows.standard_normal((count, len(mixing)))
    labels = (_bend(factors) > np.median(sample)).astype(np.int32)
    return _mix(factors, mixing, shape, rows), labels


def draw_regression(
    shape: tuple[int, ...], outputs: int, count: int, *, world: np.random.Generator, rows: np.random.Generator
) -> tuple[Array, Array]:
    """Return inputs (count, *shape) float32 and targets (count, outputs) float32 of about unit variance.

    One hundredth of a target's variance is noise that no model can explain.
    """
    mixing = _mixing(shape, FACTORS, world)
    directions = world.standard_normal((2, len(mixing), outputs))
    wave, slope = directions / np.linalg.norm(directions, axis=1, keepdims=True)
    sample = _ripple(world.standard_normal((SAMPLE, len(mixing))), wave, slope)
    factors = rows.standard_normal((count, len(mixing)))
    targets = (_ripple(factors, wave, slope) - sample.mean(axis=0)) / sample.std(axis=0)
    targets += TARGET_NOISE * rows.standard_normal(targets.shape)
    return _mix(factors, mixing, shape, rows), targets.astype(np.float32)


def _mixing(shape: tuple[int, ...], factors: int, world: np.random.Generator) -> Array:
    """Return (factors, features): how much of each factor is in each feature, in orthogonal directions.

    Scaled so that a feature has about unit variance. There are never more factors than features.
    """
    features = prod(shape)
    directions = np.linalg.qr(world.standard_normal((features, min(factors, features))))[0].T
    mixing: Array = directions * np.sqrt(features / len(directions))
    return mixing.astype(np.float32)


def _mix(factors: Array, mixing: Array, shape: tuple[int, ...], rows: np.random.Generator) -> Array:
    """Return the inputs (n, *shape) float32: the factors in all features, plus a little noise."""
    inputs = rows.standard_normal((len(factors), mixing.shape[1]), dtype=np.float32)
    inputs *= np.float32(INPUT_NOISE)
    inputs += factors.astype(np.float32) @ mixing
    return inputs.reshape(-1, *shape)


def _bend(factors: Array) -> Array:
    """Return the height (n,) over a curved valley: a parabola, or |x| where there is one factor only."""
    if factors.shape[1] == 1:
        return np.asarray(np.abs(factors[:, 0]))
    return np.asarray(factors[:, 1] - factors[:, 0] ** 2)


def _ripple(factors: Array, wave: Array, slope: Array) -> Array:
    """Return (n, outputs): a wave along one direction, a bowl along another and a slope."""
    along = factors @ slope
    return np.asarray(np.sin(1.5 * factors @ wave) + 0.3 * along**2 + along)
