"""Lints on the output against the targets: the same shape, and a range that reaches them."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, prod

from kerasrun.analysis.layer.family import RECURRENT, family_of
from kerasrun.analysis.layer.rule import Shape
from kerasrun.analysis.layer.shape import format_shape
from kerasrun.analysis.lint.case import Case
from kerasrun.analysis.lint.family import CATEGORICAL, RANGES, REGRESSION, SPARSE, UNALIGNED
from kerasrun.analysis.lint.learner import inner_layer, kind
from kerasrun.analysis.lint.place import at_argument, at_layer, resized, the
from kerasrun.analysis.lint.rule import Finding, lint
from kerasrun.analysis.step import Step

_KEEPING = frozenset({"regularization", "reshaping"})
"""Families of layers after which numbers lie where they lay."""


@lint("KR317", "error")
def another_shape(case: Case) -> Iterator[Finding]:
    """Outputs and targets of different shapes, which Keras repeats along an axis until they fit."""
    shapes = _compared(case)
    if shapes is None or case.output is None:
        return
    output, target = shapes
    if _one_per_example(case, output, target) or _fits(case, output, target):
        return
    if len(output) == 1 and len(target) <= 1:
        wanted = target[0] if target else 1
        values = "1 target value" if wanted == 1 else f"{wanted} target values"
        message = f"expected {wanted} output{'' if wanted == 1 else 's'}, as the data has {values} a row, "
        message += f"received {output[0]}"
        hint = ", or ".join([resized(case, case.output.layer, wanted), *_every_step(case, target)])
    else:
        message = f"expected outputs of shape {format_shape(target)}, as the targets have, received "
        message += format_shape(output)
        hint = _way(case, output, target)
    yield at_layer(case.output.layer, message, hint)


@lint("KR318", "error")
def output_not_flat(case: Case) -> Iterator[Finding]:
    """An output for each place of an image or a sequence, and one target for all of it."""
    output = _not_flat(case)
    if output is None or case.output is None or _sequence_layer(case):
        return
    pooling = f"GlobalAveragePooling{min(len(output) - 1, 3)}D"
    dense = kind(case.output.layer) == "Dense"
    hint = f"put `Flatten` or `{pooling}` before {the(case, case.output.layer)}"
    if not dense:
        hint = f"put `{pooling}` after {the(case, case.output.layer)}"
    yield at_layer(case.output.layer, _per_example(output), hint)


@lint("KR319", "error")
def output_at_every_step(case: Case) -> Iterator[Finding]:
    """A recurrent layer that gives all of its steps, and one target for the whole sequence."""
    output, layer = _not_flat(case), _sequence_layer(case)
    if output is not None and layer is not None:
        hint = f"leave `return_sequences` out of {the(case, layer)}"
        yield at_argument(layer, "return_sequences", _per_example(output), hint)


@lint("KR320", "error")
def targets_out_of_reach(case: Case) -> Iterator[Finding]:
    """A last activation that cannot give the numbers to predict."""
    output, filled = case.output, case.facts.target_range if case.facts else None
    if output is None or filled is None or case.loss not in REGRESSION or output.activation not in RANGES:
        return
    low, high = RANGES[output.activation]
    after = case.steps[[step is output.place for step in case.steps].index(True) + 1 :]
    scaled = any(family_of(kind(step)) not in _KEEPING for step in after)
    if scaled or (low <= filled[0] and filled[1] <= high):
        return
    reach = f"{low:g} or more" if high == inf else f"{low:g} to {high:g}"
    message = f"expected outputs that reach the targets, about {filled[0]:,g} to {filled[1]:,g}, received "
    hint = f"leave the activation out of {the(case, output.place)}"
    if kind(output.place) in RECURRENT:
        hint = f"add `Dense: {_size(case.target_shape or ())}` after {the(case, output.place)}"
    message += f"{output.activation}, which gives {reach}"
    yield at_argument(output.place, "activation", message, hint)


def _compared(case: Case) -> tuple[Shape, Shape] | None:
    """Return the shapes of output and target, None where the loss does not compare them place by place."""
    output, target = case.output_shape, case.target_shape
    if case.spec.compile is None or case.loss in UNALIGNED or not output or target is None:
        return None
    return output, target


def _one_per_example(case: Case, output: Shape, target: Shape) -> bool:
    """Tell whether the output has places, and the target is one number or row for all of them."""
    places, width = output[:-1], output[-1]
    if not places or len(target) > 1:
        return False
    if case.facts is not None and case.facts.label_form == "rows":
        return True
    return not target or (target[0] == width and not _same(target, places))


def _not_flat(case: Case) -> Shape | None:
    """Return the output's shape where it has places and the target is one for all of them."""
    shapes = _compared(case)
    return shapes[0] if shapes and _one_per_example(case, *shapes) else None


def _fits(case: Case, output: Shape, target: Shape) -> bool:
    """Tell whether the loss can compare the two; rows of numbers for a sparse loss are no matter of shape."""
    places, width = output[:-1], output[-1]
    if _same(target, output) or (case.loss in SPARSE and len(target) == len(output)):
        return True
    if not _same(target, places) and not _same(target, (*places, 1)):
        return False
    # One number for several outputs is a class id, unless it stands alone and is none.
    numbers = case.facts is not None and case.facts.label_form == "values"
    return width in (1, None) or bool(places) or not numbers or case.loss in CATEGORICAL | SPARSE


def _same(one: Shape, other: Shape) -> bool:
    """Tell whether two shapes agree; an axis that is free agrees with any size."""
    return len(one) == len(other) and all(None in (a, b) or a == b for a, b in zip(one, other, strict=True))


def _size(shape: Shape) -> int | None:
    """Return how many numbers a shape has, None where an axis is free."""
    sizes = [size for size in shape if size is not None]
    return prod(sizes) if len(sizes) == len(shape) else None


def _way(case: Case, output: Shape, target: Shape) -> str:
    """Return how to get from the output's shape to the targets'."""
    assert case.output is not None
    layer = the(case, case.output.layer)
    if _size(output) is not None and _size(output) == _size(target):
        return f"add `Reshape: [{', '.join(map(str, target))}]` after {layer}"
    if len(target) == len(output) and _same(target[:-1], output[:-1]):
        return resized(case, case.output.layer, target[-1])
    if steps := _every_step(case, target):
        return steps[0]
    return f"change the layers up to {layer}, or save targets of the output's shape"


def _every_step(case: Case, target: Shape) -> list[str]:
    """Return the hint for targets that may be one for each step of the last recurrent layer, if they may."""
    last = next((step for step in reversed(case.steps) if kind(step) in RECURRENT), None)
    if last is None or not target or last.input_shape is None or last.input_shape[0] != target[0]:
        return []
    return [f"set `return_sequences: true` on {the(case, last)}, for a target at every step"]


def _sequence_layer(case: Case) -> Step | None:
    """Return the last recurrent layer that gives every step, where the output still has that one axis."""
    if case.output_shape is None or len(case.output_shape) != 2:
        return None
    for step in reversed(case.steps):
        if kind(step) in RECURRENT:
            return step if inner_layer(step).arguments.get("return_sequences") else None
    return None


def _per_example(output: Shape) -> str:
    received = f"received outputs of shape {format_shape(output)}"
    return f"expected one row of outputs per example, as the data has one target for each, {received}"
