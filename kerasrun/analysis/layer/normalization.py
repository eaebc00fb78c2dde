"""Normalization inside a network: values are centred and scaled, then scaled anew by weights.

One pass scales every value by a weight or a statistic: a multiply-add each.
"""

from __future__ import annotations

from math import prod

from kerasrun.analysis.layer.axis import axis_sizes, resolve_axes
from kerasrun.analysis.layer.rule import Call, LayerRule, Outcome, ShapeError, Weight
from kerasrun.analysis.layer.shape import by, count, format_batch, parameters, product, times

_SCALING = 2


def _outcome(call: Call, weights: list[Weight], sentence: str) -> Outcome:
    flops = times(_SCALING if weights else 0, product(call.input))
    return Outcome(call.input, tuple(weights), flops, sentence=sentence)


def _scale_and_shift(call: Call, shape: tuple[int, ...]) -> list[Weight]:
    names = [name for name, wanted in (("gamma", "scale"), ("beta", "center")) if call.arguments[wanted]]
    return [Weight(name, shape) for name in names]


def _formula(weights: list[Weight], size: int) -> str:
    if not weights:
        return "no parameters"
    return f"{len(weights)} x {size:,} = {parameters(weights)}"


def _batch(call: Call) -> Outcome:
    shape = axis_sizes(resolve_axes(call.arguments["axis"], call.input), call.input)
    weights = _scale_and_shift(call, shape)
    moving = ["moving_mean", "moving_variance"]
    if call.arguments["renorm"]:
        moving += ["moving_stddev", "renorm_mean", "renorm_stddev"]
    weights += [Weight(name, shape, trainable=False) for name in moving]
    sentence = (
        f"Brings each of {count(shape[0], 'channel')} to mean 0 and variance 1 over the batch, "
        f"then scales and shifts it: {_formula(weights, shape[0])}, "
        f"{len(moving) * shape[0]:,} of them running statistics that are not trained."
    )
    return _outcome(call, weights, sentence)


def _layer(call: Call) -> Outcome:
    # Keras sorts the axes as they are written, negative ones first.
    value = call.arguments["axis"]
    axes = resolve_axes(value if isinstance(value, int) else sorted(value), call.input)
    shape = axis_sizes(axes, call.input)
    weights = _scale_and_shift(call, shape)
    sentence = (
        f"Brings the {prod(shape):,} values of each place to mean 0 and variance 1: "
        f"{_formula(weights, prod(shape))}."
    )
    return _outcome(call, weights, sentence)


def _group(call: Call) -> Outcome:
    (size,) = axis_sizes(resolve_axes(call.arguments["axis"], call.input), call.input)
    groups = size if call.arguments["groups"] == -1 else int(call.arguments["groups"])
    if size % groups:
        fitting = [number for number in range(1, size + 1) if size % number == 0 and number <= groups]
        message = f"expected a number of channels that is a multiple of groups: {groups}, received {size}"
        raise ShapeError(message, f"write `groups: {fitting[-1]}`, or -1 for one group per channel")
    weights = _scale_and_shift(call, (size,))
    sentence = (
        f"Brings {count(groups, 'group')} of {count(size // groups, 'channel')} to mean 0 and variance 1 "
        f"in each example: {_formula(weights, size)}."
    )
    return _outcome(call, weights, sentence)


def _rms(call: Call) -> Outcome:
    value = call.arguments["axis"]
    axes = resolve_axes(value if isinstance(value, int) else sorted(value), call.input)
    shape = axis_sizes(axes, call.input)
    rank = len(call.input)
    if axes != list(range(rank + 1 - len(axes), rank + 1)):
        message = (
            f"expected the last axes in order, received {value}: the input is {format_batch(call.input)}"
        )
        raise ShapeError(
            message, "Keras lays the scale along the last axes: use LayerNormalization for others"
        )
    weights = [Weight("scale", shape)]
    sentence = (
        f"Divides the {by(shape)} values of each place by their root mean square, "
        f"then scales each by a weight: {parameters(weights)}."
    )
    return _outcome(call, weights, sentence)


def _unit(call: Call) -> Outcome:
    resolve_axes(call.arguments["axis"], call.input)
    return Outcome(call.input, sentence="Scales the values of each place to length 1; no parameters.")


RULES: dict[str, LayerRule] = {
    "BatchNormalization": _batch,
    "LayerNormalization": _layer,
    "GroupNormalization": _group,
    "RMSNormalization": _rms,
    "UnitNormalization": _unit,
}
