from __future__ import annotations

import keras
import numpy as np

from kerasrun.analysis.lint import family
from kerasrun.catalogue import catalogue


def test_every_name_is_one_of_keras() -> None:
    losses = family.CROSSENTROPIES | family.REGRESSION | family.UNALIGNED
    assert losses <= set(catalogue.names("loss"))
    activations = family.DISTRIBUTIONS | family.FRACTIONS | family.POSITIVE | set(family.RANGES)
    assert activations <= set(catalogue.names("activation"))


def test_no_loss_is_of_two_families() -> None:
    families = (family.BINARY, family.CATEGORICAL, family.SPARSE, family.REGRESSION, family.UNALIGNED)
    assert len(frozenset().union(*families)) == sum(map(len, families))


def test_distributions_add_up_and_ranges_hold() -> None:
    """Real Keras, on rows of many scales."""
    scale = np.geomspace(0.1, 10, 200)[:, None]
    rows = (np.random.default_rng(0).normal(size=(200, 6)) * scale).astype("float32")
    for name in set(catalogue.names("activation")) - {"threshold"}:  # which has required arguments
        values = np.asarray(keras.activations.get(name)(rows))
        adds_up = bool(np.all(np.abs(values.sum(axis=-1) - 1) < 1e-5))
        assert adds_up == (name in family.DISTRIBUTIONS), name
        low, high = family.RANGES.get(name, (-np.inf, np.inf))
        assert low <= values.min() <= values.max() <= high, name
