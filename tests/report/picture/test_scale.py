from __future__ import annotations

import pytest

from kerasrun.report.picture.layer import Model
from kerasrun.report.picture.scale import Scale, fit_scale
from kerasrun.report.picture.scene import place_stops
from tests.report.picture.conftest import ModelOf


def test_edges_follow_the_square_root_and_bars_the_logarithm() -> None:
    scale = Scale(10, 3)
    assert scale.edge(400) == 2 * scale.edge(100)
    assert scale.depth(64) == 2 * scale.depth(16)
    assert scale.bar(2**12 - 1) == 2 * scale.bar(2**6 - 1)


def test_the_largest_shape_fits(model_of: ModelOf) -> None:
    model = model_of([{"Conv2D": {"filters": 2048, "kernel_size": 1}}], [900, 20, 3])
    scale = fit_scale(place_stops(model))
    assert scale.edge(900) == pytest.approx(150)
    assert scale.depth(2048) == pytest.approx(84)


def test_what_is_not_known_has_a_length() -> None:
    assert min(Scale(1, 1).edge(None), Scale(1, 1).depth(None), Scale(1, 1).bar(None)) > 10


def test_nothing_vanishes(any_model: Model) -> None:
    scale = fit_scale(place_stops(any_model))
    assert min(scale.edge(1), scale.depth(1), scale.bar(1)) >= 5
