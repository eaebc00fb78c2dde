"""Lints on the precision: where 16 bits are too few."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrun.analysis.lint.case import Case
from kerasrun.analysis.lint.learner import inner_layer
from kerasrun.analysis.lint.place import at_layer, the
from kerasrun.analysis.lint.rule import Finding, lint

_WIDE = frozenset({"float32", "float64"})


@lint("KR358", "warning")
def half_precision_at_the_end(case: Case) -> Iterator[Finding]:
    """A last layer that gives its numbers in float16."""
    output, precision = case.output, case.spec.runtime.precision
    if output is None or precision not in ("float16", "mixed_float16"):
        return
    layers = (output.place.placed.layer, inner_layer(output.place))
    if not any(layer.arguments.get("dtype") in _WIDE for layer in layers):
        message = f"expected a last layer in float32 under {precision}, received float16"
        hint = f"write `dtype: float32` on {the(case, output.place)}"
        yield at_layer(output.place, message, hint)
