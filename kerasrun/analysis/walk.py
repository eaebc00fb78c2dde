"""A stack of layers to the shape after each of them, or the issue of the first that does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kerasrun.analysis import core, recurrent, spatial
from kerasrun.analysis.shape import Shape, ShapeError, ShapeRule
from kerasrun.errors import Issue
from kerasrun.source.document import Document
from kerasrun.spec.model import PlacedLayer
from kerasrun.spec.object import ObjectSpec

RULES: dict[str, ShapeRule] = {**core.RULES, **spatial.RULES, **recurrent.RULES}


@dataclass(frozen=True)
class Step:
    """One layer of the walk: shapes without the batch axis, None where no rule knows them."""

    placed: PlacedLayer
    input_shape: Shape | None
    output_shape: Shape | None


def walk_layers(
    layers: Iterable[PlacedLayer], input_shape: Shape | None, document: Document
) -> tuple[list[Step], list[Issue]]:
    """Return the steps up to the first layer that does not fit, and its issue.

    After a layer without a rule the shape is unknown, and the layers that follow are taken on trust.
    """
    steps: list[Step] = []
    shape = input_shape
    for placed in layers:
        try:
            after = _output_shape(placed.layer, shape)
        except ShapeError as error:
            path = ("model", *placed.path, placed.layer.name)
            fits = shape is None or len(shape) == _RANKS.get(placed.layer.keras_name)
            hint = (None if fits else _earlier_hint(steps, placed, document)) or error.hint
            return steps, [Issue("KR201", error.message, path, document.key_mark(path), hint)]
        steps.append(Step(placed, shape, after))
        shape = after
    return steps, []


def _output_shape(layer: ObjectSpec, shape: Shape | None) -> Shape | None:
    rule = RULES.get(layer.keras_name)
    if rule is None or shape is None:
        return None
    return rule(layer.filled_arguments(), shape)


def _earlier_hint(steps: Sequence[Step], placed: PlacedLayer, document: Document) -> str | None:
    """Return the fix where an earlier layer took the axes away that this one needs."""
    needed = _RANKS.get(placed.layer.keras_name)
    for step in reversed(steps):
        name, line = step.placed.layer.name, document.line(("model", *step.placed.path))
        if step.input_shape is None or len(step.input_shape) != needed:
            continue
        if step.placed.layer.keras_name in recurrent.RULES:
            return f"set `return_sequences: true` on the {name} in line {line}, so that it gives every step"
        return f"put it before the {name} in line {line}"
    return None


_RANKS = {
    **{name: int(name[-2]) + 1 for name in spatial.RULES if name[-1] == "D"},
    **{f"Conv{rank}DTranspose": rank + 1 for rank in (1, 2, 3)},
    **dict.fromkeys(recurrent.RULES, 2),
}
"""Axes that a layer needs, the batch axis left out."""
