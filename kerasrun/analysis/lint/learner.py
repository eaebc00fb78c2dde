"""The layers of a stack that learn: those with a kernel or a table, neither normalising nor an activation.

In: the steps of a case. Out: positions and layers, wrappers opened. The theme files ask.
"""

from __future__ import annotations

from collections.abc import Sequence

from kerasrun.analysis.layer.family import family_of
from kerasrun.analysis.lint.case import Case, layer_path
from kerasrun.analysis.step import Step
from kerasrun.errors import Path
from kerasrun.spec.object import ObjectSpec

_NO_LEARNERS = frozenset({"activation", "normalization", "preprocessing"})
_WRAPPERS = frozenset({"Bidirectional", "SpectralNormalization", "TimeDistributed"})


def find_learners(steps: Sequence[Step]) -> list[int]:
    """Return the positions of the layers whose weights map inputs to outputs, trained or not."""
    return [
        index
        for index, step in enumerate(steps)
        if step.outcome and step.outcome.parameters and family_of(kind(step)) not in _NO_LEARNERS
    ]


def inner_layer(step: Step) -> ObjectSpec:
    """Return the layer that does the work: the one inside a wrapper such as TimeDistributed."""
    return _open(step, ())[0]


def inner_path(step: Step) -> Path:
    """Return the path of the name of `inner_layer`."""
    return _open(step, layer_path(step))[1]


def kind(step: Step) -> str:
    """Return Keras's name of the layer that does the work."""
    return inner_layer(step).keras_name


def in_line(case: Case, step: Step) -> str:
    """Return ` in line 7` for the layer's line; nothing where the spec has none."""
    mark = case.spec.document.key_mark(layer_path(step))
    return f" in line {mark.line}" if mark else ""


def _open(step: Step, path: Path) -> tuple[ObjectSpec, Path]:
    layer = step.placed.layer
    while layer.keras_name in _WRAPPERS:
        layer = layer.arguments["layer"]
        path = (*path, "layer", layer.name)
    return layer, path
