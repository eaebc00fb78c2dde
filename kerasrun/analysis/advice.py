"""The fix of a shape mistake that lies in an earlier line than the layer that meets it. `walk.py` asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kerasrun.analysis.layer.family import RECURRENT
from kerasrun.analysis.layer.rule import Outcome, RankError, Shape, ShapeError, SizeError
from kerasrun.analysis.layer.shape import by
from kerasrun.analysis.step import Step
from kerasrun.source.document import Document
from kerasrun.spec.model import PlacedLayer

LARGEST = 4096
"""Largest input, in places along an axis, that is tried for one that survives all windows."""

Analyse = Callable[[PlacedLayer, Shape, str], Outcome]


def advise(
    error: ShapeError, steps: Sequence[Step], placed: PlacedLayer, document: Document, analyse: Analyse
) -> str | None:
    """Return what to change before `placed`, None where no earlier layer is to blame."""
    if isinstance(error, RankError):
        return _earlier_layer(error.rank, steps, document)
    if isinstance(error, SizeError):
        return _larger_input(steps, placed, document, analyse)
    return None


def _earlier_layer(rank: int, steps: Sequence[Step], document: Document) -> str | None:
    """Return the fix where an earlier layer took the axes away that this one needs."""
    if rank < 2:
        return None
    for step in reversed(steps):
        layer, line = step.placed.layer, document.line(("model", *step.placed.path))
        if step.input_shape is None or len(step.input_shape) != rank:
            continue
        if layer.keras_name in RECURRENT:
            where = f"the {layer.name} in line {line}"
            return f"set `return_sequences: true` on {where}, so that it gives every step"
        if layer.keras_name == "Bidirectional":
            inner = layer.arguments["layer"].name
            return f"set `return_sequences: true` on the {inner} inside the Bidirectional in line {line}"
        return f"put it before the {layer.name} in line {line}"
    return None


def _larger_input(
    steps: Sequence[Step], placed: PlacedLayer, document: Document, analyse: Analyse
) -> str | None:
    """Return the smallest input that leaves enough for the window, where earlier layers shrank this one."""
    shrinking = [step for step in steps if _shrinks(step)]
    first = steps[0].input_shape if steps else None
    if not shrinking or first is None or len(first) < 2:
        return None
    axis_first = placed.layer.arguments.get("data_format") == "channels_first"
    stack = [*(step.placed for step in steps), placed]

    def survives(size: int) -> Shape | None:
        places = first[1:] if axis_first else first[:-1]
        grown = tuple(None if place is None else max(place, size) for place in places)
        shape: Shape = (first[0], *grown) if axis_first else (*grown, first[-1])
        return grown if _passes(stack, shape, analyse) else None

    smallest = _search(lambda size: survives(size) is not None)
    if smallest is None:
        return None
    wanted = survives(smallest)
    assert wanted is not None
    last = shrinking[-1]
    line = document.line(("model", *last.placed.path))
    return (
        f"the {last.placed.layer.name} in line {line} leaves too little: the stack needs an input of at "
        f"least {by(wanted)}, or `padding: same`, or fewer layers that shrink it"
    )


def _shrinks(step: Step) -> bool:
    before, after = step.input_shape, step.output_shape
    if before is None or after is None or len(before) != len(after):
        return False
    pairs = zip(before[:-1], after[:-1], strict=True)
    return any(old is not None and new is not None and new < old for old, new in pairs)


def _passes(stack: Sequence[PlacedLayer], shape: Shape, analyse: Analyse) -> bool:
    dtype = "float32"
    try:
        for placed in stack:
            outcome = analyse(placed, shape, dtype)
            shape, dtype = outcome.shape, outcome.dtype or dtype
    except ShapeError:
        return False
    return True


def _search(fits: Callable[[int], bool]) -> int | None:
    """Return the smallest size that fits; larger ones fit as well."""
    high = 1
    while not fits(high):
        high *= 2
        if high > LARGEST:
            return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle) else (middle, high)
    return high
