from __future__ import annotations

import numpy as np

from kerasrun.data.examples import Array
from kerasrun.data.noise import draw_noise
from kerasrun.data.stream import open_stream


def draw(classes: int | None = None, outputs: int = 1, soft: bool = False) -> tuple[Array, Array]:
    return draw_noise((100,), classes, outputs, 1000, soft=soft, rows=open_stream(0, "train"))


def test_inputs_are_uniform() -> None:
    inputs, _ = draw(classes=10)
    assert inputs.dtype == np.float32
    assert inputs.min() >= 0
    assert inputs.max() < 1
    assert abs(inputs.mean() - 0.5) < 0.01
    assert abs(inputs.var() - 1 / 12) < 0.01


def test_classes_are_random_ids() -> None:
    _, targets = draw(classes=10)
    assert (targets.shape, targets.dtype.name) == ((1000,), "int32")
    assert set(targets.tolist()) == set(range(10))


def test_soft_labels_are_rows_of_weights_that_need_not_sum_to_one() -> None:
    _, targets = draw(classes=10, soft=True)
    assert (targets.shape, targets.dtype.name) == ((1000, 10), "float32")
    assert 4.5 < targets.sum(axis=1).mean() < 5.5


def test_outputs_are_random_values() -> None:
    _, targets = draw(outputs=3)
    assert (targets.shape, targets.dtype.name) == ((1000, 3), "float32")
    assert abs(targets.mean() - 0.5) < 0.05


def test_labels_have_nothing_to_do_with_inputs() -> None:
    inputs, targets = draw(outputs=1)
    weights = np.corrcoef(inputs.T, targets[:, 0])[-1, :-1]
    assert np.abs(weights).max() < 0.15
