from __future__ import annotations

from itertools import combinations_with_replacement

import numpy as np
import pytest

from kerasrun.data.examples import Array
from kerasrun.data.stream import open_stream
from kerasrun.data.surface import draw_binary, draw_regression

Pair = tuple[Array, Array]


def streams(split: str) -> dict[str, np.random.Generator]:
    return {"world": open_stream(3, "world"), "rows": open_stream(3, split)}


def polynomial(factors: Array, degree: int) -> Array:
    """Return all products of up to `degree` factors: what a curved model can use and a line cannot."""
    columns = [np.ones(len(factors))]
    for count in range(1, degree + 1):
        chosen = combinations_with_replacement(factors.T, count)
        columns += [np.prod(group, axis=0) for group in chosen]
    return np.stack(columns, axis=1)


def fit(train: Pair, test: Pair, degree: int, factors: int) -> Array:
    """Return least-squares predictions for the test rows from the strongest directions of the inputs."""
    axes = np.linalg.svd(train[0].reshape(len(train[0]), -1), full_matrices=False)[2][:factors].T
    axes = axes / np.sqrt(len(axes))
    old, new = (polynomial(inputs.reshape(len(inputs), -1) @ axes, degree) for inputs in (train[0], test[0]))
    return np.asarray(new @ np.linalg.lstsq(old, train[1], rcond=None)[0])


@pytest.mark.parametrize("shape", [(2,), (100,), (8, 8, 1)])
def test_boundary_is_curved_and_can_be_learned(shape: tuple[int, ...]) -> None:
    train, test = (draw_binary(shape, 2000, **streams(split)) for split in ("train", "test"))
    assert train[0].dtype == np.float32
    assert train[1].dtype == np.int32
    assert train[0].shape == (2000, *shape)
    assert set(train[1]) == {0, 1}
    assert 0.4 < train[1].mean() < 0.6
    line, curve = (((fit(train, test, degree, 2) > 0.5) == test[1]).mean() for degree in (1, 2))
    assert curve > 0.9
    assert curve > line + 0.05


def test_one_feature_has_a_boundary_too() -> None:
    x, y = draw_binary((1,), 1000, **streams("train"))
    inner = np.abs(x[:, 0]) < 0.5
    assert y[inner].mean() < 0.1
    assert y[np.abs(x[:, 0]) > 0.9].mean() > 0.9


@pytest.mark.parametrize(("shape", "outputs"), [((10,), 1), ((100,), 2), ((1,), 3)])
def test_values_are_curved_and_can_be_learned(shape: tuple[int, ...], outputs: int) -> None:
    train, test = (draw_regression(shape, outputs, 2000, **streams(split)) for split in ("train", "test"))
    assert train[0].dtype == train[1].dtype == np.float32
    assert train[1].shape == (2000, outputs)
    assert np.abs(train[1].mean(axis=0)).max() < 0.2
    assert 0.6 < train[1].std() < 1.5
    factors = min(3, shape[0])
    line, curve = (((fit(train, test, degree, factors) - test[1]) ** 2).mean() for degree in (1, 3))
    assert curve < 0.35
    assert curve < line
    assert curve > 0.008  # the noise that nobody can explain


def test_all_features_carry_the_factors() -> None:
    x, _ = draw_regression((30,), 1, 2000, **streams("train"))
    assert 0.1 < x.std(axis=0).min()
    assert x.std(axis=0).max() < 3
