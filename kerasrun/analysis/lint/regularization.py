"""Lints on penalties that outweigh the loss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kerasrun.analysis.lint.case import Case
from kerasrun.analysis.lint.learner import find_learners, inner_layer, inner_path, kind
from kerasrun.analysis.lint.rule import Finding, lint
from kerasrun.errors import Path
from kerasrun.spec.object import ObjectSpec

MOST = 0.1
MOST_LINEAR = 10.0
"""For a model of one layer: ridge regression and the lasso may need strong penalties."""
_FACTORS = ("l1", "l2")


@lint("KR365", "warning")
def penalty_swamps_the_loss(case: Case) -> Iterator[Finding]:
    """A penalty on weights so strong that training cares for nothing else."""
    most = MOST if len(find_learners(case.steps)) > 1 else MOST_LINEAR
    for step in case.steps:
        layer, path = inner_layer(step), inner_path(step)
        if kind(step) == "ActivityRegularization":
            yield from _check_factors(path, layer.arguments, most)
        for key, value in layer.arguments.items():
            # A bias may be held at zero: the loss can do without it.
            if key.endswith("_regularizer") and key != "bias_regularizer" and isinstance(value, ObjectSpec):
                yield from _check_factors((*path, key, value.name), value.arguments, most)


def _check_factors(path: Path, arguments: Mapping[str, Any], most: float) -> Iterator[Finding]:
    for key in _FACTORS:
        factor = arguments.get(key)
        if isinstance(factor, int | float) and factor > most:
            message = (
                f"expected a factor of at most {most:g}, received {factor:g}: the penalty outweighs the loss"
            )
            yield Finding(message, (*path, key), f"write `{key}: 0.001`; 0.0001 to 0.01 are usual")
