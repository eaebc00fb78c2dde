"""What a layer makes of a shape, and what it says where it cannot take it: in one call each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kerasrun.analysis.layer.analyse import analyse_layer
from kerasrun.analysis.layer.rule import Outcome, Shape, ShapeError
from kerasrun.spec.object import parse_object


@pytest.fixture
def analyse() -> Callable[..., Outcome]:
    """Return a function from a layer as a spec writes it, and a shape, to what the layer makes of it."""

    def call(layer: Any, shape: Shape, dtype: str = "float32", **options: Any) -> Outcome:
        return analyse_layer(parse_object("layer", layer), shape, dtype, **options)

    return call


@pytest.fixture
def refusal(analyse: Callable[..., Outcome]) -> Callable[..., tuple[str, str | None]]:
    """Return a function from the same to the message and the hint of the ShapeError."""

    def call(layer: Any, shape: Shape, dtype: str = "float32", **options: Any) -> tuple[str, str | None]:
        with pytest.raises(ShapeError) as caught:
            analyse(layer, shape, dtype, **options)
        return caught.value.message, caught.value.hint

    return call
