from __future__ import annotations

import numpy as np
import pytest

from kerasrun.data.blob import balanced_labels, draw_blobs
from kerasrun.data.examples import Array
from kerasrun.data.stream import open_stream


def draw(features: int, classes: int, count: int, split: str, seed: int = 0) -> tuple[Array, Array]:
    return draw_blobs(
        (features,), classes, count, world=open_stream(seed, "world"), rows=open_stream(seed, split)
    )


@pytest.mark.parametrize(
    ("features", "classes"), [(1, 3), (2, 10), (20, 10), (100, 10), (784, 40), (5, 2500)]
)
def test_nearest_centre_of_the_training_rows_classifies_new_rows(features: int, classes: int) -> None:
    x, y = draw(features, classes, 20 * classes, "train")
    centres = np.stack([x[y == label].mean(axis=0) for label in range(classes)])
    new, labels = draw(features, classes, 300, "test")
    distances = (centres**2).sum(axis=1) - 2 * new @ centres.T
    assert (distances.argmin(axis=1) == labels).mean() > 0.9


def test_inputs_are_float32_of_about_unit_variance() -> None:
    x, y = draw(20, 10, 2000, "train")
    assert (x.dtype.name, y.dtype.name) == ("float32", "int32")
    assert abs(x.mean()) < 0.2
    assert 0.7 < x.std() < 1.3


@pytest.mark.parametrize("count", [3, 10, 25])
def test_labels_are_balanced_and_in_random_order(count: int) -> None:
    labels = balanced_labels(10, count, open_stream(0, "labels"))
    counts = np.bincount(labels, minlength=10)
    assert counts.max() - counts.min() <= 1
    assert labels.tolist() != sorted(labels)
