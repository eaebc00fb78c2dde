"""Activations as layers: each value by itself through a curve."""

from __future__ import annotations

from functools import partial

from kerasrun.analysis.layer.axis import resolve_axes
from kerasrun.analysis.layer.function import function_name
from kerasrun.analysis.layer.rule import Call, LayerRule, Outcome, ShapeError, Weight
from kerasrun.analysis.layer.shape import by, format_batch, parameters, require_size


def _plain(sentence: str, call: Call) -> Outcome:
    return Outcome(call.input, sentence=f"{sentence.format(**call.arguments)}; no parameters.")


def _activation(call: Call) -> Outcome:
    name = function_name(call.arguments["activation"])
    return Outcome(call.input, sentence=f"Applies {name} to each of {by(call.input)} values; no parameters.")


def _softmax(call: Call) -> Outcome:
    resolve_axes(call.arguments["axis"], call.input)
    sentence = "Turns the values along the axis into shares that add up to 1; no parameters."
    return Outcome(call.input, sentence=sentence)


def _prelu(call: Call) -> Outcome:
    shared = call.arguments["shared_axes"]
    axes = [] if shared is None else [shared] if isinstance(shared, int) else list(shared)
    if any(axis > len(call.input) for axis in axes):
        message = f"expected `shared_axes` from 1 to {len(call.input)}, received {axes}: the input is "
        raise ShapeError(message + format_batch(call.input), "1 is the first axis after the batch")
    shape = tuple(
        1 if axis in axes else require_size(size, "values", call.input)
        for axis, size in enumerate(call.input, start=1)
    )
    weights = (Weight("alpha", shape),)
    sentence = (
        f"Keeps positive values and scales negative ones by learned slopes, {by(shape)} of them: "
        f"{parameters(weights)}."
    )
    return Outcome(call.input, weights, sentence=sentence)


_SENTENCES = {
    "ELU": "Keeps positive values and bends negative ones towards -{alpha}",
    "LeakyReLU": "Keeps positive values and scales negative ones by {negative_slope}",
    "ReLU": "Keeps positive values and sets negative ones to 0",
}

RULES: dict[str, LayerRule] = {
    **{name: partial(_plain, sentence) for name, sentence in _SENTENCES.items()},
    "Activation": _activation,
    "PReLU": _prelu,
    "Softmax": _softmax,
}
