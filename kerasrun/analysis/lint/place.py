"""Where a finding on a layer points, and the words for a layer in a hint. The theme files ask."""

from __future__ import annotations

from kerasrun.analysis.lint.case import Case
from kerasrun.analysis.lint.learner import in_line, inner_layer, inner_path, kind
from kerasrun.analysis.lint.rule import Finding
from kerasrun.analysis.step import Step


def at_layer(step: Step, message: str, hint: str) -> Finding:
    """Return a finding at the layer's name."""
    return Finding(message, inner_path(step), hint, at_key=True)


def at_argument(step: Step, argument: str, message: str, hint: str) -> Finding:
    """Return a finding at an argument's value, at the layer's name where the argument is not written."""
    if argument not in inner_layer(step).arguments:
        return at_layer(step, message, hint)
    return Finding(message, (*inner_path(step), argument), hint)


def the(case: Case, step: Step) -> str:
    """Return the words for a layer: `the Dense in line 12`."""
    return f"the {kind(step)}{in_line(case, step)}"


def resized(case: Case, step: Step, size: int | None) -> str:
    """Return how to give a layer another width: write `units: 10` on the Dense in line 12."""
    noun = "filters" if "filters" in inner_layer(step).arguments else "units"
    return f"write `{noun}: {size}` on {the(case, step)}"
