"""Lints on the last activation and the loss: they must speak of the same numbers."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrun.analysis.lint.case import Case, layer_path
from kerasrun.analysis.lint.rule import Finding, lint

_CROSSENTROPIES = frozenset(
    {
        "CategoricalCrossentropy",
        "CategoricalFocalCrossentropy",
        "SparseCategoricalCrossentropy",
    }
)


@lint("KR301", "error")
def softmax_and_logits(case: Case) -> Iterator[Finding]:
    """A softmax at the end, and a loss that takes logits: it applies a second softmax."""
    output = case.output
    if output is None or output.activation not in ("softmax", "sigmoid"):
        return
    if case.loss_arguments.get("from_logits"):
        message = f"expected no activation at the end for `from_logits: true`, received {output.activation}"
        hint = "leave `from_logits` out of the loss, or the activation out of the last layer"
        yield Finding(message, layer_path(output.place), hint, at_key=True)
