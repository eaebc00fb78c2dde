"""How much of the input one place of a layer's output sees.

In: the steps of a walk. Out: one field per layer. `summary.py` asks. The recurrence, per axis:

    field = field before + (reach of the window - 1) * jump,    jump = jump before * stride

where the jump is the distance in the input between two neighbouring places of the output, and dilation counts
in the reach. Source: Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks",
Distill 2019.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any, Literal

from kerasrun.analysis.layer.family import family_of
from kerasrun.analysis.layer.rule import Shape
from kerasrun.analysis.layer.shape import per_axis
from kerasrun.analysis.step import Step
from kerasrun.spec.object import ObjectSpec

ReceptiveField = tuple[int, ...] | Literal["all"] | None
"""Places of the input along each axis, `all` of them, or None where no window slides or it is not known.

Counted on the grid that the first window slides over, borders left out: near them a place sees less.
"""

_EACH_PLACE = frozenset({"activation", "dense", "normalization", "preprocessing", "regularization"})
"""Families that look at each place by itself; what augmentation does while training is left out too."""
_BEFORE = frozenset({"audio", "embedding", "image", "reshaping", "text"})
"""Families that make the grid: before the first window they change nothing, after one the field is lost."""
_EVERYWHERE = frozenset({"Bidirectional", "Flatten", "GroupNormalization", "GRU", "LSTM", "RNN", "SimpleRNN"})


@dataclass(frozen=True)
class _Grid:
    """Field and jump along each axis; None before the first window."""

    axes: tuple[tuple[Fraction, Fraction], ...] | None = None

    def slide(self, windows: Sequence[tuple[int, Fraction]]) -> _Grid | None:
        """Return the grid after a window of (reach, stride) per axis; None where the axes are others."""
        axes = self.axes or ((Fraction(1), Fraction(1)),) * len(windows)
        if len(axes) != len(windows):
            return None
        return _Grid(
            tuple(
                (field + (reach - 1) * jump, jump * stride)
                for (field, jump), (reach, stride) in zip(axes, windows, strict=True)
            )
        )


_State = _Grid | Literal["all"] | None


def receptive_fields(steps: Sequence[Step]) -> list[ReceptiveField]:
    """Return what one place of each layer's output sees of the input: for layers that slide or pool.

    Other layers have None, but change what the ones after them see.
    """
    state: _State = _Grid()
    fields = []
    for step in steps:
        state = _after(state, step.placed.layer, step.input_shape or ())
        fields.append(_seen(state) if _slides(step.placed.layer) else None)
    return fields


def _seen(state: _State) -> ReceptiveField:
    if not isinstance(state, _Grid):
        return state
    return tuple(ceil(field) for field, _ in state.axes) if state.axes else None


def _parts(layer: ObjectSpec) -> list[ObjectSpec]:
    """Return the layers that do the work of `layer`: those inside, for one that only passes values on."""
    if layer.keras_name in ("SpectralNormalization", "TimeDistributed"):
        return [layer.arguments["layer"]]
    return list(layer.arguments["layers"]) if layer.keras_name == "Pipeline" else []


def _slides(layer: ObjectSpec) -> bool:
    parts = _parts(layer)
    if parts:
        return any(_slides(part) for part in parts)
    name = layer.keras_name
    return family_of(name) in ("convolution", "depthwise", "transposed", "pooling", "recurrent_convolution")


def _after(state: _State, layer: ObjectSpec, shape: Shape) -> _State:
    parts = _parts(layer)
    for part in parts:
        state = _after(state, part, shape)
    if parts:
        return state
    name, arguments = layer.keras_name, layer.filled_arguments()
    if _sees_everything(name, arguments, shape):
        return "all"
    if not isinstance(state, _Grid):
        return state
    windows = list(_windows(name, arguments))
    if windows:
        return state.slide(windows)
    family = family_of(name)
    kept = family in _EACH_PLACE | {"augmentation"} or name.startswith(("Cropping", "ZeroPadding"))
    return state if kept or (state.axes is None and family in _BEFORE) else None


def _sees_everything(name: str, arguments: dict[str, Any], shape: Shape) -> bool:
    if name in _EVERYWHERE or name.startswith("Global"):
        return True
    if name == "Dense":
        return len(shape) == 1
    # BatchNormalization takes its mean and variance from other examples.
    over_places = name in ("LayerNormalization", "RMSNormalization", "Softmax", "UnitNormalization")
    return over_places and arguments["axis"] not in (-1, [-1], len(shape), [len(shape)])


def _windows(name: str, arguments: dict[str, Any]) -> Iterator[tuple[int, Fraction]]:
    """Yield (reach, stride) for each axis a window slides over; a stride below 1 makes the grid finer."""
    family = family_of(name)
    if family in ("convolution", "depthwise", "transposed"):
        rank = int(name.removesuffix("Transpose")[-2])
        for size, stride, rate in zip(
            *(per_axis(arguments[key], rank) for key in ("kernel_size", "strides", "dilation_rate")),
            strict=True,
        ):
            reach = (size - 1) * rate + 1
            if family == "transposed":
                # A place of the output gets a part of every stride-th value of the kernel.
                yield ceil(reach / stride), Fraction(1, stride)
            else:
                yield reach, Fraction(stride)
    elif family == "pooling" and not name.startswith("Adaptive"):
        rank = int(name[-2])
        sizes = per_axis(arguments["pool_size"], rank)
        strides = sizes if arguments["strides"] is None else per_axis(arguments["strides"], rank)
        for size, stride in zip(sizes, strides, strict=True):
            yield size, Fraction(stride)
    elif name.startswith("UpSampling") and arguments.get("interpolation", "nearest") == "nearest":
        for factor in per_axis(arguments["size"], int(name[-2])):
            yield 1, Fraction(1, factor)
