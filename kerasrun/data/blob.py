"""Blobs: classes as Gaussian clouds around centres that keep their distance.

In: number of features, classes and rows. Out: inputs about unit variance and class ids. Called by
`synthetic.py` for classification of vectors; `balanced_labels` also serves the other classification
families.
"""

from __future__ import annotations

import numpy as np

from kerasrun.data.examples import Array

CANDIDATES = 2000
"""Most random points from which the centres are chosen."""
COMPARED_PAIRS = 2**22
"""Most pairs of centres whose distance is looked at."""
SEPARATION = 5.5
"""Standard deviations between the two nearest centres, as seen by who knows the centres."""
KNOWN_ROWS = 20
"""Rows per class from which the centres shall be told well enough; more features blur them."""


def draw_blobs(
    shape: tuple[int, ...], classes: int, count: int, *, world: np.random.Generator, rows: np.random.Generator
) -> tuple[Array, Array]:
    """Return inputs (count, features) float32 and balanced ids (count,) int32."""
    centres = _centres(classes, shape[0], world)
    spread = _nearest(centres) / _separation(shape[0])
    labels = balanced_labels(classes, count, rows)
    inputs = rows.standard_normal((count, shape[0]), dtype=np.float32)
    inputs *= np.float32(spread)
    inputs += centres[labels]
    # Scaled by what the distribution says, not by these rows: every split gets the same scale.
    scale = np.sqrt(centres.var(axis=0).mean() + spread**2)
    inputs /= np.float32(scale)
    return inputs, labels


def balanced_labels(classes: int, count: int, rows: np.random.Generator) -> Array:
    """Return (count,) int32 ids in random order; class counts differ by one at most."""
    return rows.permutation(np.arange(count, dtype=np.int32) % np.int32(classes))


def _centres(classes: int, features: int, world: np.random.Generator) -> Array:
    """Return (classes, features) centres, each the random point farthest from the ones chosen before it."""
    points = world.uniform(-1, 1, (max(classes, min(20 * classes, CANDIDATES)), features))
    if len(points) == classes:
        return points.astype(np.float32)
    chosen = [0]
    distance = np.full(len(points), np.inf)
    for _ in range(classes - 1):
        distance = np.minimum(distance, ((points - points[chosen[-1]]) ** 2).sum(axis=1))
        chosen.append(int(distance.argmax()))
    centres = points[chosen]
    return np.asarray(centres - centres.mean(axis=0), np.float32)


def _separation(features: int) -> float:
    """Return the distance of the nearest centres in standard deviations.

    With centres estimated from n rows each, classes at a distance D in d dimensions are told apart as well as
    at D^2 / sqrt(D^2 + 2 d / n) with known ones; the distance that makes this `SEPARATION` is returned.
    """
    square = SEPARATION**2
    return float(np.sqrt((square + np.sqrt(square**2 + 8 * square * features / KNOWN_ROWS)) / 2))


def _nearest(centres: Array) -> float:
    """Return the smallest distance between two centres; of thousands only the first are compared with all."""
    some = centres[: max(2, COMPARED_PAIRS // len(centres))].astype(np.float64)
    squares = (
        (some**2).sum(axis=1)[:, None] + (centres.astype(np.float64) ** 2).sum(axis=1) - 2 * some @ centres.T
    )
    squares[np.arange(len(some)), np.arange(len(some))] = np.inf
    return float(np.sqrt(max(squares.min(), 1e-12)))
