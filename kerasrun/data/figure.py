"""Figures: textured shapes on a textured ground, for classification of images.

In: [height, width, channels], classes and row count. Out: images in 0 to 1 and class ids. The class is the
form (disc, ring, cross...), beyond ten classes also the stripes inside it. Place, size, tilt, colours,
brightness and noise are random, so that the mean of the pixels says little. Called by `synthetic.py`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kerasrun.data.blob import balanced_labels
from kerasrun.data.examples import Array

CHUNK_PIXELS = 2**19
"""Pixels painted together, so that what is in between stays small."""
NOISE = 0.06
"""Standard deviation of a pixel's own brightness."""
GRAIN = 0.06
"""Height of the waves that cover figure and ground."""
STRIPES = 0.7
"""Share of the figure's brightness that a stripe takes."""
GOLDEN = (np.sqrt(5) - 1) / 2
"""Half a turn times this, class after class, never leads back to an earlier tilt."""

Form = Callable[[Array, Array], Array]
"""From coordinates u (right) and v (down), -1 to 1 inside the figure's square, to the mask of the figure."""

FORMS: tuple[Form, ...] = (
    lambda u, v: u**2 + v**2 < 0.9,  # disc
    lambda u, v: np.abs(np.hypot(u, v) - 0.8) < 0.2,  # ring
    lambda u, v: (np.minimum(np.abs(u), np.abs(v)) < 0.28) & _square(u, v),  # upright cross
    lambda u, v: (np.abs(v) < 1) & (np.sin(2.5 * np.pi * v) > 0) & _square(u, v),  # horizontal bars
    lambda u, v: (np.sin(2.5 * np.pi * u) > 0) & _square(u, v),  # vertical bars
    lambda u, v: (np.abs(u) < 0.55 * (v + 0.9)) & (v < 0.8),  # triangle
    lambda u, v: np.maximum(np.abs(u), np.abs(v)) < 0.8,  # square
    lambda u, v: np.abs(np.maximum(np.abs(u), np.abs(v)) - 0.75) < 0.2,  # frame
    lambda u, v: (np.abs(np.abs(u) - np.abs(v)) < 0.35) & _square(u, v),  # diagonal cross
    lambda u, v: (np.sin(2 * np.pi * u) * np.sin(2 * np.pi * v) > 0) & _square(u, v),  # chequers
)


def draw_figures(
    shape: tuple[int, ...], classes: int, count: int, *, world: np.random.Generator, rows: np.random.Generator
) -> tuple[Array, Array]:
    """Return inputs (count, height, width, channels) float32 in 0 to 1 and ids (count,) int32.

    `world` is not asked: the forms are the same for every seed.
    """
    labels = balanced_labels(classes, count, rows)
    images = np.empty((count, *shape), np.float32)
    step = max(1, CHUNK_PIXELS // (shape[0] * shape[1]))
    for start in range(0, count, step):
        images[start : start + step] = _paint(labels[start : start + step], shape, rows)
    return images, labels


def _paint(labels: Array, shape: tuple[int, ...], rows: np.random.Generator) -> Array:
    """Return one image (n, height, width, channels) for each label."""
    height, width, channels = shape
    n = len(labels)
    u, v = _place(n, height, width, rows)
    figure = _inside(labels, u, v).astype(np.float32)
    figure *= 1 - _stripes(labels, u, v)
    # How much brighter the figure is than its ground, by row and colour channel. Never darker: with random
    # signs no pixel says anything of the class on average, and gradient descent stays at chance for long.
    contrast = rows.uniform(0.35, 0.65, (n, 1, 1, channels))
    ground = 0.5 - contrast / 2 + rows.uniform(-0.12, 0.12, (n, 1, 1, channels))
    image = figure[..., None] * contrast.astype(np.float32) + ground.astype(np.float32)
    image += _grain(u, v, rows)[..., None]
    image += np.float32(NOISE) * rows.standard_normal(image.shape, dtype=np.float32)
    np.clip(image, 0, 1, out=image)
    return image


def _place(n: int, height: int, width: int, rows: np.random.Generator) -> tuple[Array, Array]:
    """Return u and v (n, height, width): pixel coordinates as each row's own figure sees them."""
    radius = rows.uniform(0.28, 0.42, (n, 1, 1)) * min(height, width)
    across = radius + rows.random((n, 1, 1)) * (width - 2 * radius)
    down = radius + rows.random((n, 1, 1)) * (height - 2 * radius)
    x = ((np.arange(width) + 0.5 - across) / radius).astype(np.float32)
    y = ((np.arange(height)[:, None] + 0.5 - down) / radius).astype(np.float32)
    tilt = rows.uniform(-0.2, 0.2, (n, 1, 1)).astype(np.float32)
    return np.cos(tilt) * x + np.sin(tilt) * y, np.cos(tilt) * y - np.sin(tilt) * x


def _inside(labels: Array, u: Array, v: Array) -> Array:
    """Return the masks (n, height, width) of the figures."""
    mask = np.zeros(u.shape, bool)
    forms = labels % len(FORMS)
    for index, form in enumerate(FORMS):
        chosen = forms == index
        mask[chosen] = form(u[chosen], v[chosen])
    return mask


def _square(u: Array, v: Array) -> Array:
    """Return the mask of the square that holds the figure."""
    return np.asarray((np.abs(u) < 1) & (np.abs(v) < 1))


def _stripes(labels: Array, u: Array, v: Array) -> Array:
    """Return how much of the figure is taken away, 0 to `STRIPES`: nothing for the first ten classes."""
    variant = labels // len(FORMS)
    turns = np.pi * GOLDEN * variant[:, None, None]
    waves: Array = np.sin((7 * u * np.cos(turns) + 7 * v * np.sin(turns)).astype(np.float32)) > 0
    return waves * np.where(variant > 0, np.float32(STRIPES), np.float32(0))[:, None, None]


def _grain(u: Array, v: Array, rows: np.random.Generator) -> Array:
    """Return the faint texture (n, height, width) that covers figure and ground and means nothing."""
    n = len(u)
    direction = rows.uniform(0, np.pi, (n, 1, 1)).astype(np.float32)
    speed = rows.uniform(4, 12, (n, 1, 1)).astype(np.float32)
    phase = rows.uniform(0, 2 * np.pi, (n, 1, 1)).astype(np.float32)
    wave: Array = np.sin(speed * (u * np.cos(direction) + v * np.sin(direction)) + phase)
    return np.float32(GRAIN) * wave
