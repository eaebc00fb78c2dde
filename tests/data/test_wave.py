from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from kerasrun.data.examples import Array
from kerasrun.data.stream import open_stream
from kerasrun.data.wave import draw_forecast, draw_waves


def draw(
    function: Callable[..., tuple[Array, Array]], shape: tuple[int, ...], number: int, count: int, split: str
) -> tuple[Array, Array]:
    return function(shape, number, count, world=open_stream(0, "world"), rows=open_stream(0, split))


@pytest.mark.parametrize(("shape", "classes"), [((8, 16), 10), ((24, 1), 4), ((100, 3), 10)])
def test_spectrum_tells_the_class(shape: tuple[int, ...], classes: int) -> None:
    def spectrum(x: Array) -> Array:
        return np.asarray(np.abs(np.fft.rfft(x, n=128, axis=1)).mean(axis=2))

    x, y = draw(draw_waves, shape, classes, 1000, "train")
    centres = np.stack([spectrum(x[y == label]).mean(axis=0) for label in range(classes)])
    new, labels = draw(draw_waves, shape, classes, 300, "test")
    distances = ((spectrum(new)[:, None] - centres) ** 2).sum(axis=2)
    assert (distances.argmin(axis=1) == labels).mean() > 0.85
    assert (x.dtype.name, y.dtype.name, x.shape) == ("float32", "int32", (1000, *shape))


def test_no_single_step_tells_the_class() -> None:
    x, y = draw(draw_waves, (24, 1), 4, 4000, "train")
    means = np.stack([x[y == label].mean(axis=0) for label in range(4)])
    assert np.abs(means).max() < 0.12


@pytest.mark.parametrize(("shape", "outputs"), [((24, 1), 1), ((24, 3), 4)])
def test_linear_model_forecasts_most_of_the_next_values(shape: tuple[int, ...], outputs: int) -> None:
    x, y = draw(draw_forecast, shape, outputs, 2000, "train")
    assert (x.dtype.name, y.dtype.name, y.shape) == ("float32", "float32", (2000, outputs))
    assert x.flags.c_contiguous
    weights = np.linalg.lstsq(x.reshape(len(x), -1), y, rcond=None)[0]
    new, targets = draw(draw_forecast, shape, outputs, 500, "test")
    error = ((new.reshape(len(new), -1) @ weights - targets) ** 2).mean()
    assert error < 0.15 * targets.var()


def test_targets_continue_the_first_feature() -> None:
    x, y = draw(draw_forecast, (50, 2), 1, 500, "train")
    step = np.abs(np.diff(x[:, :, 0], axis=1)).mean()
    assert np.abs(y[:, 0] - x[:, -1, 0]).mean() == pytest.approx(step, rel=0.1)
    assert np.abs(y[:, 0] - x[:, -1, 1]).mean() > 1.5 * step
