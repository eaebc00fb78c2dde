"""Lints on the last activation and the loss: they must speak of the same numbers."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrun.analysis.layer.family import FAMILIES, RECURRENT, family_of
from kerasrun.analysis.lint.case import Case, layer_path
from kerasrun.analysis.lint.family import (
    BINARY,
    CATEGORICAL,
    DISTRIBUTIONS,
    FRACTIONS,
    POSITIVE,
    SPARSE,
)
from kerasrun.analysis.lint.learner import inner_layer, kind
from kerasrun.analysis.lint.output import ACTIVATION_LAYERS, Output, activation_of
from kerasrun.analysis.lint.place import at_argument, the
from kerasrun.analysis.lint.rule import Finding, lint
from kerasrun.analysis.step import Step

_CAPPED = frozenset({"relu", "relu6"})
"""Activations that take from logits all that is below 0."""
_KEEPING = frozenset({*FAMILIES["regularization"], "Flatten", "Permute", "Reshape"})
"""Layers after which numbers are what they were, or noisy."""


@lint("KR301", "error")
def softmax_and_logits(case: Case) -> Iterator[Finding]:
    """A softmax at the end, and a loss that takes logits: it applies a second softmax."""
    output = case.output
    if output is None or output.activation not in DISTRIBUTIONS | FRACTIONS | {"sparsemax"}:
        return
    if case.loss_arguments.get("from_logits"):
        message = f"expected no activation at the end for `from_logits: true`, received {output.activation}"
        hint = "leave `from_logits` out of the loss, or the activation out of the last layer"
        yield Finding(message, layer_path(output.place), hint, at_key=True)


@lint("KR302", "error")
def no_softmax(case: Case) -> Iterator[Finding]:
    """A crossentropy that takes probabilities, and a last layer without activation."""
    output = _classifier(case)
    if output is not None and output.activation == "linear" and not case.loss_arguments["from_logits"]:
        yield _wrong_end(case, output, "softmax", "no activation", ", or `from_logits: true` in the loss")


@lint("KR303", "error")
def relu_and_crossentropy(case: Case) -> Iterator[Finding]:
    """A crossentropy after relu, tanh or another activation that gives no probabilities."""
    output = _classifier(case)
    if output is None or output.activation in DISTRIBUTIONS | FRACTIONS | POSITIVE | {"linear"}:
        return
    if not case.loss_arguments["from_logits"]:
        yield _wrong_end(case, output, "softmax", output.activation)
    elif output.activation in _CAPPED:
        yield _capped_logits(case, output)


@lint("KR304", "error")
def sigmoid_and_categorical(case: Case) -> Iterator[Finding]:
    """A crossentropy over classes that exclude one another, and outputs that do not."""
    output = _classifier(case)
    if output is None or case.loss not in CATEGORICAL or output.activation not in FRACTIONS:
        return
    if not case.loss_arguments["from_logits"]:
        further = ", or `loss: binary_crossentropy` if several classes can hold at once"
        yield _wrong_end(case, output, "softmax", output.activation, further)


@lint("KR305", "error")
def sigmoid_and_sparse(case: Case) -> Iterator[Finding]:
    """The same for the crossentropy that takes class ids."""
    output = _classifier(case)
    if output is None or case.loss not in SPARSE or output.activation not in FRACTIONS:
        return
    if not case.loss_arguments["from_logits"]:
        yield _wrong_end(case, output, "softmax", output.activation)


@lint("KR306", "error")
def softmax_of_one(case: Case) -> Iterator[Finding]:
    """A softmax over one number, which is 1 whatever the number is."""
    for step in case.steps:
        for softmax, size in _softmaxes(step):
            if size == 1:
                message = "expected a softmax over 2 numbers or more, received 1: it always gives 1.0"
                hint = "write `sigmoid` for two classes, or one unit per class"
                yield at_argument(softmax, "activation", message, hint)


@lint("KR307", "error")
def categorical_of_one(case: Case) -> Iterator[Finding]:
    """A crossentropy over classes, and one output."""
    if case.loss in CATEGORICAL:
        yield from _one_output(case, "whose loss is always 0")


@lint("KR308", "error")
def sparse_of_one(case: Case) -> Iterator[Finding]:
    """A crossentropy over class ids, and one output: only class 0 has one."""
    if case.loss in SPARSE:
        yield from _one_output(case, "which leaves class 1 without one")


@lint("KR309", "error")
def no_sigmoid(case: Case) -> Iterator[Finding]:
    """A binary crossentropy, and outputs that are no probabilities."""
    output = case.output
    if output is None or case.loss not in BINARY or output.activation in DISTRIBUTIONS | FRACTIONS:
        return
    layer = output.place.placed.layer
    if case.loss_arguments["from_logits"]:
        if output.activation in _CAPPED:
            yield _capped_logits(case, output)
    elif not (layer.keras_name == "ReLU" and (layer.arguments.get("max_value") or 2) <= 1):
        linear = output.activation == "linear"
        received = "no activation" if linear else output.activation
        further = ", or `from_logits: true` in the loss" if linear else ""
        yield _wrong_end(case, output, "sigmoid", received, further)


@lint("KR311", "warning")
def softmax_and_binary(case: Case) -> Iterator[Finding]:
    """A binary crossentropy, which looks at each class alone, on outputs that exclude one another."""
    output = case.output
    if output is None or case.loss not in BINARY or output.activation not in DISTRIBUTIONS:
        return
    if output.width != 1 and not case.loss_arguments["from_logits"]:
        message = f"expected sigmoid at the end for {case.loss_name}, received {output.activation}"
        hint = (
            "write `loss: categorical_crossentropy` if one class holds, `activation: sigmoid` if several can"
        )
        yield at_argument(output.place, "activation", message, hint)


@lint("KR322", "warning")
def softmax_inside(case: Case) -> Iterator[Finding]:
    """A softmax before further layers with weights."""
    output = case.output
    if output is None:
        return
    for step in case.steps:
        if step is output.layer:
            return
        for softmax, size in _softmaxes(step):
            if size != 1:
                message = "expected softmax in the last layer only, received it in a hidden one"
                yield at_argument(
                    softmax, "activation", message, f"write `activation: relu` on {the(case, softmax)}"
                )


@lint("KR323", "error")
def activation_twice(case: Case) -> Iterator[Finding]:
    """An activation of what already went through one."""
    before: Step | None = None
    for step in case.steps:
        activation = activation_of(step.placed.layer)
        alone = kind(step) in ACTIVATION_LAYERS
        if before is not None and alone and activation != "linear":
            first = activation_of(before.placed.layer)
            if not {first, activation} <= _CAPPED:
                message = f"expected one activation, received {first} and then {activation}"
                hint = f"delete one of the two: the {first} stands on {the(case, before)}"
                yield at_argument(step, "activation", message, hint)
        if activation != "linear":
            # A tanh is part of a recurrent layer; what follows it is the activation of its output.
            before = None if kind(step) in RECURRENT else step
        elif not (alone or kind(step) in _KEEPING):
            before = None


def _classifier(case: Case) -> Output | None:
    """Return the end of a stack of several outputs that a crossentropy over classes looks at."""
    output = case.output
    return output if output and case.loss in CATEGORICAL | SPARSE and output.width != 1 else None


def _one_output(case: Case, consequence: str) -> Iterator[Finding]:
    output = case.output
    if output is None or output.width != 1 or output.activation in DISTRIBUTIONS:
        return
    message = f"expected one output per class for {case.loss_name}, received a model with 1, {consequence}"
    hint = f"write `loss: binary_crossentropy` for two classes, or more units on {the(case, output.layer)}"
    yield Finding(message, ("compile", "loss"), hint)


def _wrong_end(case: Case, output: Output, wanted: str, received: str, further: str = "") -> Finding:
    """Return the finding of a last activation that the loss does not take."""
    message = f"expected {wanted} at the end for {case.loss_name}, received {received}"
    if kind(output.place) in RECURRENT:
        units = case.facts.classes if case.facts and case.facts.classes else "..."
        dense = f"`Dense: {{units: {units}, activation: {wanted}}}`"
        return at_argument(
            output.place, "activation", message, f"add {dense} after {the(case, output.place)}"
        )
    hint = f"write `activation: {wanted}` on {the(case, output.layer)}"
    if output.place is not output.layer:
        hint = f"write `Activation: {wanted}` instead of {the(case, output.place)}"
    elif received == "no activation" and family_of(kind(case.steps[-1])) == "pooling":
        hint = f"add `Activation: {wanted}` at the end"
    return at_argument(output.place, "activation", message, hint + further)


def _capped_logits(case: Case, output: Output) -> Finding:
    message = f"expected no activation at the end for `from_logits: true`, received {output.activation}"
    hint = f"leave the activation out of {the(case, output.place)}: logits are below 0 as often as above"
    return at_argument(output.place, "activation", message, hint)


def _softmaxes(step: Step) -> Iterator[tuple[Step, int | None]]:
    """Yield the step with the size of the axis that its softmax is over, where it has one."""
    layer, shape = inner_layer(step), step.output_shape
    activation = layer.arguments.get("activation")
    if not shape or (layer.keras_name != "Softmax" and getattr(activation, "name", None) != "softmax"):
        return
    axis = layer.filled_arguments()["axis"] if layer.keras_name == "Softmax" else -1
    if isinstance(axis, int):
        # Axes of a Softmax layer count from the batch axis.
        yield step, shape[axis if axis < 0 else axis - 1]
