"""Lints on the stack as a whole: layers that add nothing, layers that never change."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrun.analysis.layer.family import family_of
from kerasrun.analysis.lint.case import Case
from kerasrun.analysis.lint.learner import in_line, inner_layer, inner_path, kind
from kerasrun.analysis.lint.output import activation_of
from kerasrun.analysis.lint.rule import Finding, lint
from kerasrun.analysis.step import Step

_LINEAR = frozenset({"dense", "convolution", "transposed"})
_PASSING = frozenset({"regularization", "resizing"})
_PASSING_LAYERS = frozenset({"BatchNormalization", "Flatten", "Permute", "Rescaling"})
_PASSING_POOLS = ("Average", "Max", "GlobalAverage")


@lint("KR324", "warning")
def no_activation_between(case: Case) -> Iterator[Finding]:
    """Two linear layers in a row, which can do no more than one of them."""
    before: Step | None = None
    for step in case.steps:
        layer = inner_layer(step)
        if family_of(layer.keras_name) in _LINEAR:
            if before is not None and not _factorised(before, step):
                yield _missing_activation(case, before, step)
            before = (
                step if activation_of(layer) == "linear" and layer.arguments.get("trainable", True) else None
            )
        elif before is not None and not _passes(step):
            before = None


def _missing_activation(case: Case, before: Step, after: Step) -> Finding:
    message = f"expected an activation before the {kind(after)}{in_line(case, after)}, received none"
    hint = f"write `activation: relu` on this {kind(before)}; without it, both do little more than one layer"
    return Finding(message, inner_path(before), hint, at_key=True)


def _passes(step: Step) -> bool:
    """Tell whether a layer leaves a linear map as good as linear."""
    name, family = kind(step), family_of(kind(step))
    if family == "pooling":
        return name.partition("Pooling")[0] in _PASSING_POOLS
    if family == "activation":
        return activation_of(inner_layer(step)) == "linear"
    return family in _PASSING or name in _PASSING_LAYERS


def _factorised(before: Step, after: Step) -> bool:
    """Tell whether two linear layers are one cheap layer on purpose.

    A narrow layer between wider ones is a factorised matrix: a linear autoencoder, MobileNetV2's bottleneck.
    Windows that are longer one way than the other are a factorised window, as in EEGNet.
    """
    if kind(before) == kind(after):
        shapes = (before.input_shape, before.output_shape, after.output_shape)
        start, middle, end = (shape[-1] if shape else None for shape in shapes)
        if start and middle and end and middle < min(start, end):
            return True
    return any(_oblong(step) for step in (before, after))


def _oblong(step: Step) -> bool:
    size = inner_layer(step).arguments.get("kernel_size")
    return isinstance(size, list | tuple) and len(set(size)) > 1


@lint("KR357", "error")
def nothing_to_train(case: Case) -> Iterator[Finding]:
    """Every layer with weights is frozen."""
    outcomes = [step.outcome for step in case.steps]
    if case.spec.compile is None or None in outcomes or any(o.trainable_parameters for o in outcomes if o):
        return
    for step in case.steps:
        if (
            step.outcome
            and step.outcome.parameters
            and not inner_layer(step).arguments.get("trainable", True)
        ):
            message = "expected a layer that training may change, received a stack of frozen ones"
            hint = "leave `trainable: false` out of the layers that shall learn"
            yield Finding(message, (*inner_path(step), "trainable"), hint, at_key=True)
            return
