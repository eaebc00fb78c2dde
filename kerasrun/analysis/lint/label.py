"""Lints on the labels: as many outputs as classes, and a loss for what the labels are."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kerasrun.analysis.lint.case import Case
from kerasrun.analysis.lint.family import BINARY, CATEGORICAL, REGRESSION, SPARSE, UNALIGNED
from kerasrun.analysis.lint.place import at_layer, resized
from kerasrun.analysis.lint.rule import Finding, lint

_LOSS = ("compile", "loss")


@lint("KR310", "error")
def labels_of_a_binary_loss(case: Case) -> Iterator[Finding]:
    """A binary crossentropy on labels that are not all between 0 and 1."""
    if case.loss not in BINARY or case.facts is None or case.output is None:
        return
    classes, filled = _classes(case), case.facts.target_range
    expected = f"expected labels from 0 to 1 for {case.loss_name}"
    if classes and classes > 2 and case.output.width == 1:
        hint = (
            f"write `Dense: {{units: {classes}, activation: softmax}}` as the last layer and "
            "`loss: categorical_crossentropy`"
        )
        yield Finding(f"{expected}, received class ids 0 to {classes - 1}", _LOSS, hint)
    elif filled and (filled[0] < 0 or filled[1] > 1):
        hint = "write `loss: mse`, and a last layer without activation"
        yield Finding(f"{expected}, received numbers from {_range(filled)}", _LOSS, hint)


@lint("KR312", "error")
def fewer_outputs_than_classes(case: Case) -> Iterator[Finding]:
    """A class without an output."""
    yield from _outputs(case, wrong=lambda outputs, classes: 1 < outputs < classes)


@lint("KR313", "warning")
def more_outputs_than_classes(case: Case) -> Iterator[Finding]:
    """Outputs that no class belongs to."""
    yield from _outputs(case, wrong=lambda outputs, classes: outputs > classes)


@lint("KR315", "error")
def rows_and_sparse(case: Case) -> Iterator[Finding]:
    """A loss that takes one class id, and a row of numbers for each."""
    target, output = case.target_shape, case.output_shape
    if case.loss not in SPARSE or not target or output is None or len(target) != len(output):
        return
    if target[-1] != 1:
        message = f"expected one class id for {case.loss_name}, received rows of {target[-1]} numbers"
        yield Finding(message, _LOSS, "write `loss: categorical_crossentropy`, which takes rows of weights")


@lint("KR321", "warning")
def loss_of_another_task(case: Case) -> Iterator[Finding]:
    """A loss over classes on numbers, or a loss over numbers on class ids."""
    if case.facts is None or case.output is None:
        return
    classes, filled = _classes(case), case.facts.target_range
    if case.loss in CATEGORICAL | SPARSE and filled:
        message = f"expected classes for {case.loss_name}, received numbers from {_range(filled)}"
        yield Finding(message, _LOSS, "write `loss: mse`, and a last layer without activation")
    elif case.loss in REGRESSION and classes and classes > 2 and case.output.width == 1:
        message = f"expected numbers for {case.loss_name}, received {classes} classes"
        hint = (
            f"write `Dense: {{units: {classes}, activation: softmax}}` as the last layer and "
            "`loss: categorical_crossentropy`"
        )
        yield Finding(message, _LOSS, hint)


def _classes(case: Case) -> int | None:
    """Return the number of classes where the data has one class id a row and the source knows how many."""
    facts = case.facts
    return facts.classes if facts and facts.label_form in ("binary", "classes") else None


def _outputs(case: Case, wrong: Callable[[int, int], bool]) -> Iterator[Finding]:
    """Yield a finding at the last layer where its outputs and the classes are `wrong`."""
    classes, output = _classes(case), case.output
    one_row = case.output_shape is not None and len(case.output_shape) == 1
    if case.spec.compile is None or case.loss in UNALIGNED or classes is None or output is None:
        return
    if one_row and output.width is not None and wrong(output.width, classes):
        message = f"expected {classes} outputs, one per class, received {output.width}"
        hint = resized(case, output.layer, classes)
        if classes == 2:
            hint += ", or 1 with `activation: sigmoid` and `loss: binary_crossentropy`"
        yield at_layer(output.layer, message, hint)


def _range(numbers: tuple[float, float]) -> str:
    return f"about {numbers[0]:,g} to {numbers[1]:,g}"
