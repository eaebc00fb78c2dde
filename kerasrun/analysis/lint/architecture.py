"""Lints on the sizes of layers that cannot do what they are there for."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrun.analysis.layer.family import family_of
from kerasrun.analysis.lint.case import Case, layer_path
from kerasrun.analysis.lint.learner import find_learners, inner_path, kind
from kerasrun.analysis.lint.rule import Finding, lint
from kerasrun.analysis.step import Step

LEAST_CLASSES = 3


@lint("KR366", "info")
def kernel_beyond_the_map(case: Case) -> Iterator[Finding]:
    """A kernel so much larger than its map that part of it sees padding only."""
    for step in case.steps:
        layer, arguments = step.placed.layer, step.placed.layer.arguments
        if family_of(layer.keras_name) != "convolution" or arguments.get("padding") != "same":
            continue
        if arguments.get("data_format") == "channels_first":
            continue
        sizes = [size for size in (step.input_shape or ())[:-1] if size is not None]
        windows = _windows(step)
        if len(sizes) == len(windows) and any(2 * n - 1 < k for n, k in zip(sizes, windows, strict=True)):
            here, reach = (" x ".join(map(str, part)) for part in (sizes, windows))
            message = f"expected a kernel no larger than its map of {here}, received one of {reach}"
            hint = "its outer weights only ever see padding: take a smaller kernel, or pool less before it"
            yield Finding(message, layer_path(step), hint, at_key=True)


def _windows(step: Step) -> list[int]:
    """Return how far a kernel reaches along each axis."""
    filled = step.placed.layer.filled_arguments()
    rank = len(step.input_shape or ()) - 1

    def along(value: int | list[int]) -> list[int]:
        return [value] * rank if isinstance(value, int) else list(value)

    sizes, dilations = along(filled["kernel_size"]), along(filled["dilation_rate"])
    return [(size - 1) * dilation + 1 for size, dilation in zip(sizes, dilations, strict=True)]


@lint("KR367", "warning")
def needle_eye(case: Case) -> Iterator[Finding]:
    """A layer of one number in front of several classes."""
    width = case.output.width if case.output else None
    if width is None or width < LEAST_CLASSES or "Categorical" not in (case.loss or ""):
        return
    for index in find_learners(case.steps)[:-1]:
        step = case.steps[index]
        if family_of(kind(step)) == "dense" and step.output_shape == (1,):
            message = (
                f"expected several units before {width} classes, received 1: one number tells too little"
            )
            yield Finding(message, (*inner_path(step), "units"), f"write `units: {2 * width}` or more")
