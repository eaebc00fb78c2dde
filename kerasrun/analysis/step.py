"""One layer of a walk through the stack."""

from __future__ import annotations

from typing import NamedTuple

from kerasrun.analysis.layer.rule import Outcome, Shape
from kerasrun.spec.model import PlacedLayer


class Step(NamedTuple):
    """A layer with its shapes, the batch axis left out; None where they are not known."""

    placed: PlacedLayer
    input_shape: Shape | None
    output_shape: Shape | None
    outcome: Outcome | None
    """What the layer makes of its input; None where that is not known, or does not fit."""
