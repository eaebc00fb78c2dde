"""Lints on the weights that training starts from."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod, sqrt

from kerasrun.analysis.layer.family import family_of
from kerasrun.analysis.lint.case import Case
from kerasrun.analysis.lint.learner import find_learners, inner_layer, inner_path, kind
from kerasrun.analysis.lint.output import activation_of
from kerasrun.analysis.lint.rule import Finding, lint
from kerasrun.analysis.step import Step
from kerasrun.spec.object import ObjectSpec

_KERNELS = frozenset({"dense", "convolution"})
_CONSTANT = frozenset({"Zeros", "Ones", "Constant"})
LEAST, MOST = 0.01, 10.0
"""Bounds of the factor by which a layer may change the spread of its values; Keras's default has about 1."""


@lint("KR325", "error")
def same_weights_everywhere(case: Case) -> Iterator[Finding]:
    """A hidden layer whose units all start alike."""
    # Before the last layer only: a linear model may start from zero, and a last layer may as well.
    for index in find_learners(case.steps)[:-1]:
        step = case.steps[index]
        initializer = _kernel_initializer(step)
        if initializer is None or inner_layer(step).arguments.get("trainable") is False:
            continue
        if initializer.keras_name in _CONSTANT or _spread(initializer) == 0:
            message = f"expected random weights in a hidden layer, received {initializer.name}"
            hint = (
                "leave it out: with the same weights all units start alike, and with zeros a relu stays at 0"
            )
            yield Finding(message, (*inner_path(step), "kernel_initializer"), hint)


@lint("KR326", "info")
def unfit_spread(case: Case) -> Iterator[Finding]:
    """Weights whose spread does not go with the width of the layer, or with selu."""
    learners = find_learners(case.steps)
    for index in learners:
        step = case.steps[index]
        initializer = _kernel_initializer(step)
        spread = _spread(initializer) if initializer else None
        if spread:
            yield from _check_spread(step, spread, last=index == learners[-1])
        elif _wants_lecun(step) and index != learners[-1]:
            default = inner_layer(step).filled_arguments()["kernel_initializer"]
            name = initializer.name if initializer else default
            message = f"expected `kernel_initializer: lecun_normal` with selu, received {name}"
            hint = "write `kernel_initializer: lecun_normal`: selu keeps mean 0 and variance 1 with it only"
            yield Finding(message, (*inner_path(step), "activation"), hint)


def _check_spread(step: Step, spread: float, *, last: bool) -> Iterator[Finding]:
    inputs = _inputs(step)
    factor = spread * sqrt(inputs)
    # A last layer may start near zero on purpose.
    if factor > MOST or (factor < LEAST and not last):
        usual = f"{1 / sqrt(inputs):.1g} for {inputs:,} inputs a unit"
        message = f"expected weights of a spread near {usual}, received {spread:.2g}"
        hint = f"leave it out: `glorot_uniform` knows the width; this one multiplies values by {factor:.2g}"
        yield Finding(message, (*inner_path(step), "kernel_initializer"), hint)


def _kernel_initializer(step: Step) -> ObjectSpec | None:
    """Return the initializer that the spec writes for a kernel, where there is one."""
    if family_of(kind(step)) not in _KERNELS:
        return None
    written = inner_layer(step).arguments.get("kernel_initializer")
    return written if isinstance(written, ObjectSpec) else None


def _spread(initializer: ObjectSpec) -> float | None:
    """Return the standard deviation of the weights; None where Keras fits it to the layer."""
    arguments = initializer.filled_arguments()
    if initializer.keras_name in ("RandomNormal", "TruncatedNormal"):
        return float(arguments["stddev"])
    if initializer.keras_name == "RandomUniform":
        return float(arguments["maxval"] - arguments["minval"]) / sqrt(12)
    return None


def _inputs(step: Step) -> int:
    """Return the number of values that a unit adds up."""
    weights = step.outcome.weights if step.outcome else ()
    kernel = next((weight for weight in weights if weight.name.endswith("kernel")), None)
    return prod(kernel.shape[:-1]) if kernel else 1


def _wants_lecun(step: Step) -> bool:
    if family_of(kind(step)) not in _KERNELS or activation_of(inner_layer(step)) != "selu":
        return False
    initializer = _kernel_initializer(step)
    return initializer is None or initializer.keras_name != "LecunNormal"
