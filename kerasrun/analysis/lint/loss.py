"""Lints on the domain of a loss: the numbers for which its formula means something."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrun.analysis.lint.case import Case
from kerasrun.analysis.lint.family import DISTRIBUTIONS, FRACTIONS, POSITIVE
from kerasrun.analysis.lint.place import at_argument, the
from kerasrun.analysis.lint.rule import Finding, lint

_OF_PROBABILITIES = frozenset({"Dice", "KLDivergence", "Tversky"})
_NOT_NEGATIVE = POSITIVE | DISTRIBUTIONS | FRACTIONS | {"relu", "sparsemax"}
_LOSS = ("compile", "loss")


@lint("KR361", "error")
def outside_the_domain(case: Case) -> Iterator[Finding]:
    """A logarithm of numbers below 0, a division by 0, an angle of a single number."""
    yield from _outputs(case)
    yield from _targets(case)


def _outputs(case: Case) -> Iterator[Finding]:
    output = case.output
    if output is None:
        return
    if case.loss == "Poisson" and output.activation not in _NOT_NEGATIVE:
        received = "no activation" if output.activation == "linear" else output.activation
        message = (
            f"expected outputs above 0 for {case.loss_name}, which takes their logarithm, received {received}"
        )
        hint = f"write `activation: exponential` or `softplus` on {the(case, output.layer)}"
        yield at_argument(output.place, "activation", message, hint)
    elif case.loss in _OF_PROBABILITIES and output.activation not in DISTRIBUTIONS | FRACTIONS | POSITIVE:
        received = "no activation" if output.activation == "linear" else output.activation
        message = f"expected probabilities at the end for {case.loss_name}, received {received}"
        activation = "sigmoid" if output.width == 1 else "softmax"
        hint = f"write `activation: {activation}` on {the(case, output.layer)}"
        yield at_argument(output.place, "activation", message, hint)
    elif case.loss == "CosineSimilarity" and output.width == 1:
        message = (
            f"expected 2 outputs or more for {case.loss_name}, received 1: its angle is 0 or 180 degrees"
        )
        yield Finding(message, _LOSS, "write `loss: mse`")


def _targets(case: Case) -> Iterator[Finding]:
    facts = case.facts
    filled = facts.target_range if facts else None
    if case.loss == "MeanAbsolutePercentageError" and facts is not None:
        if facts.label_form in ("binary", "classes") or (filled and filled[0] <= 0 <= filled[1]):
            message = f"expected targets far from 0 for {case.loss_name}, which divides by them, received "
            received = f"about {filled[0]:g} to {filled[1]:g}" if filled else "labels of which some are 0"
            yield Finding(message + received, _LOSS, "write `loss: mae`")
    elif case.loss in ("MeanSquaredLogarithmicError", "Poisson") and filled and filled[0] < 0:
        message = f"expected targets from 0 up for {case.loss_name}, received about {filled[0]:g} to "
        yield Finding(f"{message}{filled[1]:g}", _LOSS, "write `loss: mse`")
