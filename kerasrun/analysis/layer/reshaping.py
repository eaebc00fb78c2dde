"""Layers that only arrange values anew: Flatten, Reshape, Permute, RepeatVector."""

from __future__ import annotations

from math import prod

from kerasrun.analysis.layer.rule import Call, LayerRule, Outcome, RankError, Shape, ShapeError
from kerasrun.analysis.layer.shape import by, format_batch, format_shape, product, require_rank


def _flatten(call: Call) -> Outcome:
    values = product(call.input)
    count = "?" if values is None else f"{values:,}"
    sentence = f"Lays {by(call.input)} out as one row of {count} values; no parameters."
    return Outcome((values,), dtype=call.input_dtype, sentence=sentence)


def _target(call: Call) -> Shape:
    target, total = list(call.arguments["target_shape"]), product(call.input)
    free = target.count(-1)
    if free > 1:
        message = f"expected at most one -1, received {target}"
        raise ShapeError(message, "only one axis can be left to compute")
    if total is None:
        return tuple(None if size == -1 else size for size in target)
    fixed = prod(size for size in target if size != -1)
    if (free and total % fixed) or (not free and total != fixed):
        room = f"a multiple of {fixed:,}" if free else f"{fixed:,}"
        received = f"received {format_shape(call.input)}, which are {total:,}"
        hint = f"write [-1], which is [{total}], or sizes whose product is {total}"
        raise ShapeError(f"expected {room} values for {target}, {received}", hint)
    return tuple(total // fixed if size == -1 else size for size in target)


def _reshape(call: Call) -> Outcome:
    target = _target(call)
    sentence = f"Arranges {by(call.input)} as {by(target)}, in the same order; no parameters."
    return Outcome(target, dtype=call.input_dtype, sentence=sentence)


def _repeat_vector(call: Call) -> Outcome:
    require_rank(call.input, 1, "features", "add `- Flatten` before it")
    times = int(call.arguments["n"])
    sentence = f"Repeats the row of {by(call.input)} values {times:,} times, as steps; no parameters."
    return Outcome((times, *call.input), dtype=call.input_dtype, sentence=sentence)


def _permute(call: Call) -> Outcome:
    order, shape = list(call.arguments["dims"]), call.input
    if sorted(order) != list(range(1, len(shape) + 1)):
        message = f"expected each axis of {format_shape(shape)} once, received dims {order}"
        hint = f"use each of {list(range(1, len(shape) + 1))} once"
        if sorted(order) == list(range(1, len(order) + 1)):
            raise RankError(message, hint, len(order))
        raise ShapeError(message, hint)
    after = tuple(shape[axis - 1] for axis in order)
    sentence = f"Reorders the axes of {format_batch(shape)}: {by(shape)} to {by(after)}; no parameters."
    return Outcome(after, dtype=call.input_dtype, sentence=sentence)


RULES: dict[str, LayerRule] = {
    "Flatten": _flatten,
    "Reshape": _reshape,
    "RepeatVector": _repeat_vector,
    "Permute": _permute,
}
