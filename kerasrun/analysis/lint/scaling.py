"""Lints on the range of the numbers that the first layer with weights receives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kerasrun.analysis.layer.family import RECURRENT, family_of
from kerasrun.analysis.lint.case import Case, layer_path
from kerasrun.analysis.lint.learner import inner_layer, kind
from kerasrun.analysis.lint.output import activation_of
from kerasrun.analysis.lint.rule import Finding, lint
from kerasrun.analysis.step import Step

_LEARNING = frozenset({"dense", "einsum", "convolution", "depthwise", "transposed"})
_KEEPING = frozenset({"augmentation", "image", "pooling", "regularization", "reshaping", "resizing"})
MOST = 10.0
"""Largest input that weights of Keras's default spread are made for, with some room."""
LEAST = 0.05
"""Smallest distance from the lowest to the highest input that is still told apart with ease."""


class _Entry(NamedTuple):
    """What reaches the first layer with weights."""

    layer: Step
    following: Step | None
    scale: float
    """Product of all Rescalings before it."""
    offset: float
    rescalings: tuple[Step, ...]


@lint("KR334", "warning")
def unscaled_inputs(case: Case) -> Iterator[Finding]:
    """Large numbers straight into a layer with weights."""
    entry = _find_entry(case)
    bounds = _bounds(case, entry) if entry else None
    if entry is None or bounds is None or max(map(abs, bounds)) <= MOST or _normalised_after(entry):
        return
    low, high = bounds
    message = f"expected inputs of about -1 to 1, received {low:g} to {high:g}"
    hint = "put `- Normalization` before it, which learns mean and variance from the training rows"
    if (low, high) == (0, 255):
        hint = "put `- Rescaling: 0.00392156862745098` (1/255) before it"
    elif case.facts and case.facts.dtype.startswith("int"):
        hint = "ids want an Embedding before it; counts and amounts a Normalization"
    yield Finding(message, layer_path(entry.layer), hint, at_key=True)


@lint("KR335", "warning")
def scaled_twice(case: Case) -> Iterator[Finding]:
    """Numbers so small that all inputs look alike: most often 1/255 on top of another 1/255."""
    entry = _find_entry(case)
    if entry is None or not entry.rescalings or _normalised_after(entry):
        return
    bounds = _bounds(case, entry)
    if bounds is not None:
        low, high = bounds
        if high - low >= LEAST:
            return
        message = f"expected inputs of about -1 to 1 after this Rescaling, received {low:.4g} to {high:.4g}"
    elif len(entry.rescalings) > 1 and abs(entry.scale) < LEAST / 255:
        message = f"expected inputs that are scaled once, received two Rescalings that make {entry.scale:.2g}"
    else:
        return
    first, last = entry.rescalings[0], entry.rescalings[-1]
    hint = "delete it: the data lies in 0 to 1 already" if first is last else "delete one of the Rescalings"
    yield Finding(message, layer_path(last), hint, at_key=True)


def _find_entry(case: Case) -> _Entry | None:
    """Return the first layer with weights; None where something else than a Rescaling changes the range."""
    scale, offset = 1.0, 0.0
    rescalings: list[Step] = []
    for index, step in enumerate(case.steps):
        family = family_of(kind(step))
        if family in _LEARNING or kind(step) in RECURRENT:
            following = case.steps[index + 1] if index + 1 < len(case.steps) else None
            return _Entry(step, following, scale, offset, tuple(rescalings))
        if kind(step) == "Rescaling":
            arguments = inner_layer(step).filled_arguments()
            if isinstance(arguments["scale"], list) or isinstance(arguments["offset"], list):
                return None
            scale, offset = scale * arguments["scale"], offset * arguments["scale"] + arguments["offset"]
            rescalings.append(step)
        elif family not in _KEEPING:
            return None
    return None


def _bounds(case: Case, entry: _Entry) -> tuple[float, float] | None:
    """Return the smallest and largest number that enters, where the data declares them."""
    if case.facts is None or case.facts.value_range is None:
        return None
    ends = sorted(end * entry.scale + entry.offset for end in case.facts.value_range)
    return ends[0], ends[1]


def _normalised_after(entry: _Entry) -> bool:
    """Tell whether a normalisation behind the layer takes the scale out again."""
    linear = activation_of(inner_layer(entry.layer)) == "linear"
    return linear and entry.following is not None and family_of(kind(entry.following)) == "normalization"
