"""One layer of a walk through the stack."""

from __future__ import annotations

from dataclasses import dataclass

from kerasrun.analysis.layer.rule import Outcome, Shape
from kerasrun.spec.model import PlacedLayer


@dataclass(frozen=True)
class Step:
    """A layer with its shapes, the batch axis left out; None where they are not known."""

    placed: PlacedLayer
    input_shape: Shape | None
    output_shape: Shape | None
    outcome: Outcome | None
    """What the layer makes of its input; None where that is not known, or does not fit."""
