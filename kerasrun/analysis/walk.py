"""A stack of layers to what each makes of its input, and the issue of every layer that does not fit.

In: the placed layers and the shape of one example. Out: one step per layer. `analyse.py` calls it. After a
layer that does not fit, the walk goes on with what can still be known of its output.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kerasrun.analysis.advice import advise
from kerasrun.analysis.layer.analyse import analyse_layer
from kerasrun.analysis.layer.rule import Outcome, RankError, Shape, ShapeError
from kerasrun.analysis.step import Step
from kerasrun.errors import Issue
from kerasrun.source.document import Document
from kerasrun.spec.model import PlacedLayer


@dataclass
class Walk:
    """What holds for the whole stack, and where the walk stands."""

    document: Document
    batch_size: int | None = None
    policy: str = "float32"
    steps: list[Step] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    guessing: bool = False
    """A layer before did not fit, or learns a size from the data: only for that an axis may be free."""

    def analyse(self, placed: PlacedLayer, shape: Shape, dtype: str) -> Outcome:
        """Return what the layer makes of the input; raises ShapeError."""
        return analyse_layer(placed.layer, shape, dtype, batch_size=self.batch_size, policy=self.policy)

    def enter(self, placed: PlacedLayer, shape: Shape, dtype: str) -> tuple[Shape | None, str]:
        """Take one step; return the shape and dtype after the layer."""
        try:
            outcome = self.analyse(placed, shape, dtype)
        except ShapeError as error:
            self._report(placed, shape, error)
            after = self._repair(placed, shape, dtype, error)
            self.guessing = True
            self.steps.append(Step(placed, shape, after.shape if after else None, None))
            return (after.shape, after.dtype or dtype) if after else (None, dtype)
        self.guessing = self.guessing or outcome.learned
        self.steps.append(Step(placed, shape, outcome.shape, outcome))
        return outcome.shape, outcome.dtype or dtype

    def _report(self, placed: PlacedLayer, shape: Shape, error: ShapeError) -> None:
        if self.guessing and None in shape and not isinstance(error, RankError):
            # The size that is missing may be all that is wrong.
            return
        path = ("model", *placed.path, placed.layer.name)
        hint = advise(error, self.steps, placed, self.document, self.analyse) or error.hint
        self.issues.append(Issue("KR201", error.message, path, self.document.key_mark(path), hint))

    def _repair(self, placed: PlacedLayer, shape: Shape, dtype: str, error: ShapeError) -> Outcome | None:
        """Return what the layer would make of an input that it can take and that keeps what is known."""
        rank = error.rank if isinstance(error, RankError) else len(shape)
        last = shape[-1] if shape else 1
        sizes: list[Shape] = []
        if len(shape) == rank and rank:
            sizes = [shape, (*shape[:-1], 1 if last is None else last)]
        if rank:
            sizes += [(*[None] * (rank - 1), last), (*[None] * (rank - 1), 1), (1, *[None] * (rank - 1))]
        for size in sizes:
            for kind in dict.fromkeys((dtype, "float32", "string")):
                try:
                    return self.analyse(placed, size, kind)
                except ShapeError:
                    continue
        return None


def walk_layers(
    layers: Iterable[PlacedLayer],
    input_shape: Shape | None,
    document: Document,
    *,
    dtype: str = "float32",
    batch_size: int | None = None,
    policy: str = "float32",
) -> tuple[list[Step], list[Issue]]:
    """Return one step per layer, and an issue for each that does not fit.

    Args:
        layers: the stack, repeats written out.
        input_shape: shape of one example without the batch axis; None where nobody says it.
        document: tells where a layer stands.
        dtype: dtype of the input.
        batch_size: the model's fixed batch size.
        policy: Keras's dtype policy, `runtime.precision`.
    """
    walk = Walk(document, batch_size, policy)
    shape = input_shape
    for placed in layers:
        if shape is None:
            walk.steps.append(Step(placed, None, None, None))
        else:
            shape, dtype = walk.enter(placed, shape, dtype)
    return walk.steps, walk.issues
