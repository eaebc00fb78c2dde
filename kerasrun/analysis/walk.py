"""A stack of layers to the shape after each of them, or the issue of the first that does not fit."""

from __future__ import annotations

from collections.abc import Iterable
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

    After a layer without a rule the shape is unknown, and layers are taken on trust until one gives its shape anew.
    """
    steps: list[Step] = []
    shape = input_shape
    for placed in layers:
        try:
            after = _output_shape(placed.layer, shape)
        except ShapeError as error:
            path = ("model", *placed.path, placed.layer.name)
            hint = _sequence_hint(steps, placed, document) or error.hint
            return steps, [Issue("KR201", error.message, path, document.key_mark(path), hint)]
        steps.append(Step(placed, shape, after))
        shape = after
    return steps, []


def _output_shape(layer: ObjectSpec, shape: Shape | None) -> Shape | None:
    rule = RULES.get(layer.keras_name)
    if rule is None or shape is None:
        return None
    return rule(layer.filled_arguments(), shape)


def _sequence_hint(steps: list[Step], placed: PlacedLayer, document: Document) -> str | None:
    """The commonest mistake with recurrent layers deserves its own answer."""
    if not steps or placed.layer.keras_name not in recurrent.RULES:
        return None
    before = steps[-1].placed
    if before.layer.keras_name not in recurrent.RULES:
        return None
    line = document.line(("model", *before.path))
    return (
        f"set `return_sequences: true` on the {before.layer.name} in line {line}, so that it gives every step"
    )
