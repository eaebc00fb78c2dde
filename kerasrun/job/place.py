"""Where the parts of a spec stand that Keras may refuse while it trains or scores.

In: the spec. Out: the places of which `training/place.py` picks the one an error comes from. Called by
`workspace.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kerasrun.analysis.section import metric_name
from kerasrun.errors import Path, format_path
from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.object import ObjectSpec

if TYPE_CHECKING:
    from kerasrun.training.place import Places


def find_places(spec: ExperimentSpec) -> Places:
    """Return the places of the stack, its layers, the loss, optimizer, metrics and callbacks."""
    from kerasrun.training.place import Place, Places

    document = spec.document

    def place(kind: Any, part: Any, *path: str | int) -> Place:
        if not isinstance(part, ObjectSpec) or part.is_alias:
            return Place(kind, format_path(path), document.value_mark(path))
        named: Path = (*path, part.name)
        return Place(kind, format_path(named), document.key_mark(named))

    compiled = spec.compile
    assert compiled is not None
    return Places(
        model=Place("model", "model", document.key_mark(("model",))),
        layers=[place("layer", placed.layer, "model", *placed.path) for placed in spec.model.placed_layers()],
        loss=place("loss", compiled.loss, "compile", "loss"),
        optimizer=place("optimizer", compiled.optimizer, "compile", "optimizer"),
        metrics={metric_name(part): place("metric", part, *path) for path, part in compiled.placed_metrics()},
        callbacks=[
            place("callback", part, "fit", "callbacks", index)
            for index, part in enumerate(spec.fit.callbacks)
        ],
    )
