"""Lints on batch normalisation: what it makes useless, and batches that are too small for it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from kerasrun.analysis.lint.case import Case
from kerasrun.analysis.lint.learner import in_line, inner_layer, inner_path, kind
from kerasrun.analysis.lint.output import activation_of
from kerasrun.analysis.lint.rule import Finding, lint
from kerasrun.analysis.step import Step

LEAST = 8
"""Smallest batch whose mean and variance are near those of the data.

ResNet-50's error on ImageNet is 23.6 % with 32 rows, 24.8 % with 8, 27.3 % with 4 and 34.7 % with 2
(Wu and He, Group Normalization, 2018).
"""


@lint("KR330", "info")
def useless_bias(case: Case) -> Iterator[Finding]:
    """A bias that the batch normalisation behind it subtracts again."""
    found = [
        (before, after)
        for before, after in pairwise(case.steps)
        if kind(after) == "BatchNormalization"
        and inner_layer(after).filled_arguments()["center"]
        and inner_layer(before).filled_arguments().get("use_bias")
        and activation_of(inner_layer(before)) == "linear"
    ]
    if not found:
        return
    # One place is enough to learn it; a deep network would fill the screen.
    before, after = found[0]
    normalization = f"BatchNormalization{in_line(case, after)}"
    message = f"expected no bias before the {normalization}, which subtracts it again, received one"
    more = f"; {len(found) - 1} more layers alike" if len(found) > 1 else ""
    hint = f"write `use_bias: false` on this {kind(before)}{more}"
    yield Finding(message, inner_path(before), hint, at_key=True)


@lint("KR331", "warning")
def small_batches(case: Case) -> Iterator[Finding]:
    """Batches whose mean and variance say little of the data."""
    normalizing = [step for step in case.steps if _learns_its_batches(step)]
    if not normalizing or case.spec.data is None or case.spec.compile is None:
        return
    fixed = case.spec.model.batch_size
    size = fixed or case.spec.fit.batch_size
    path = ("model", "batch_size") if fixed else ("fit", "batch_size")
    if size < LEAST:
        message = f"expected a batch_size of {LEAST} or more with BatchNormalization, received {size}"
        hint = "take larger batches, or LayerNormalization, which looks at each row by itself"
        yield Finding(message, path, hint)
        return
    rows, steps = case.rows.get("train", 0), case.spec.fit.steps_per_epoch
    even = fixed or (steps is not None and steps <= rows // size)
    if rows % size == 1 and rows > 1 and not even and any(_one_value_a_row(step) for step in normalizing):
        message = (
            f"expected a last batch of 2 rows or more for BatchNormalization, received 1: "
            f"{rows:,} rows in batches of {size}"
        )
        better = next(other for other in range(size + 1, 2 * size + 2) if rows % other != 1)
        yield Finding(message, path, f"write `batch_size: {better}`: one row has no variance")


def _learns_its_batches(step: Step) -> bool:
    return kind(step) == "BatchNormalization" and bool(inner_layer(step).arguments.get("trainable", True))


def _one_value_a_row(step: Step) -> bool:
    return step.input_shape is not None and all(size == 1 for size in step.input_shape[:-1])
