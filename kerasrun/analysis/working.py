"""The arithmetic of a layer written out with its own numbers: outputs per axis, weights, FLOPs.

In: a step of the walk. Out: lines such as `32 kernels x (3*3*3 weights + 1 bias) = 896`, for `explain`.
The results are the engine's own; what is written out here is how they come about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from kerasrun.analysis.layer.rule import Outcome, Shape, Weight
from kerasrun.analysis.layer.shape import count, per_axis, product
from kerasrun.analysis.step import Step

_AXES: Final = {1: ("steps",), 2: ("height", "width"), 3: ("depth", "height", "width")}

_GATES: Final = {"LSTM": 4, "GRU": 3, "SimpleRNN": 1}

_WINDOWS: Final = {
    **{f"Conv{rank}D": ("kernel_size", rank) for rank in (1, 2, 3)},
    **{f"{kind}Pooling{rank}D": ("pool_size", rank) for kind in ("Average", "Max") for rank in (1, 2, 3)},
}
"""Layers with a window that slides: the argument that sizes it, and along how many axes it goes."""


@dataclass(frozen=True)
class Working:
    """One result and how it comes about."""

    name: str
    """What is computed: an axis of the output, `parameters` or `FLOPs`."""
    formula: str
    """The computation with its numbers, and the result after the last `=`."""


def work_out(step: Step) -> tuple[Working, ...]:
    """Return the workings of a layer; none where the arithmetic is too plain or too long for that."""
    if step.outcome is None or step.input_shape is None:
        return ()
    name, arguments = step.placed.layer.keras_name, step.placed.layer.filled_arguments()
    found: list[Working] = []
    if name in _WINDOWS:
        found += _places(name, arguments, step.input_shape, step.outcome.shape)
    if name in _WINDOWS and name.startswith("Conv"):
        found += _convolution(arguments, step.outcome)
    elif name == "Dense":
        found += _dense(arguments, step.outcome)
    elif name in _GATES:
        found += _recurrent(_GATES[name], step.input_shape[0], step.outcome)
    return tuple(found)


def _grid(shape: Shape, arguments: dict[str, Any]) -> Shape:
    """Return the axes with places, without the channels."""
    return shape[1:] if arguments["data_format"] == "channels_first" else shape[:-1]


def _places(name: str, arguments: dict[str, Any], before: Shape, after: Shape) -> Iterator[Working]:
    argument, rank = _WINDOWS[name]
    window = per_axis(arguments[argument], rank)
    strides = window if arguments["strides"] is None else per_axis(arguments["strides"], rank)
    gaps = per_axis(arguments.get("dilation_rate", 1), rank)
    axes = zip(_AXES[rank], _grid(before, arguments), _grid(after, arguments), strict=True)
    for (axis, size, places), extent, stride, gap in zip(axes, window, strides, gaps, strict=True):
        if size is None:
            continue
        reach = str(extent) if gap == 1 else f"(({extent} - 1)*{gap} + 1)"
        valid = f"floor(({size} - {reach}) / {stride}) + 1"
        yield Working(
            axis, f"{valid if arguments['padding'] == 'valid' else f'ceil({size} / {stride})'} = {places}"
        )


def _convolution(arguments: dict[str, Any], outcome: Outcome) -> Iterator[Working]:
    kernel = outcome.weights[0]
    *inner, filters = kernel.shape
    yield _weighted(f"{count(filters, 'kernel')}", "*".join(map(str, inner)), arguments, kernel)
    yield from _flops(outcome, kernel.size, _grid(outcome.shape, arguments), "place")


def _dense(arguments: dict[str, Any], outcome: Outcome) -> Iterator[Working]:
    kernel = outcome.weights[0]
    features, units = kernel.shape
    yield _weighted(count(units, "unit"), f"{features:,}", arguments, kernel)
    yield from _flops(outcome, kernel.size, outcome.shape[:-1], "place")


def _weighted(times: str, weights: str, arguments: dict[str, Any], kernel: Weight) -> Working:
    """Return the parameters of units that each have so many weights, and a bias where the layer has one."""
    each, biases = f"{weights} weights", 0
    if arguments["use_bias"]:
        each, biases = f"({each} + 1 bias)", kernel.shape[-1]
    return Working("parameters", f"{times} x {each} = {kernel.size + biases:,}")


def _recurrent(gates: int, steps: int | None, outcome: Outcome) -> Iterator[Working]:
    kernel, recurrent, *biases = outcome.weights
    features, units = kernel.shape[0], recurrent.shape[0]
    terms = f"{count(features, 'feature')} + {units:,} of the state"
    if biases:
        terms += " + 2 biases" if len(biases[0].shape) == 2 else " + 1 bias"
    times = f"{gates} gates x {count(units, 'unit')}" if gates > 1 else count(units, "unit")
    yield Working("parameters", f"{times} x ({terms}) = {outcome.parameters:,}")
    yield from _flops(outcome, kernel.size + recurrent.size, (steps,), "step")


def _flops(outcome: Outcome, weights: int, sizes: Shape, word: str) -> Iterator[Working]:
    """Yield the FLOPs: each weight multiplies and adds once at each of the places."""
    places = product(sizes)
    if places is None or outcome.flops is None:
        return
    by = "*".join(map(str, sizes))
    at = f" x {by} {word}{'' if places == 1 else 's'}" if sizes else ""
    yield Working("FLOPs", f"2 x {weights:,} weights{at} = {outcome.flops:,}")
