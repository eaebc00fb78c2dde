"""Lints on ids and the table that they are looked up in."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrun.analysis.layer.family import family_of
from kerasrun.analysis.lint.case import Case
from kerasrun.analysis.lint.learner import inner_layer, inner_path, kind
from kerasrun.analysis.lint.rule import Finding, lint
from kerasrun.analysis.step import Step

_KEEPING = frozenset({"reshaping", "image"})
_SIZES = {
    "Discretization": "num_bins",
    "Hashing": "num_bins",
    "IntegerLookup": "max_tokens",
    "StringLookup": "max_tokens",
    "TextVectorization": "max_tokens",
}
"""Layers that make ids, with the argument that says how many."""

Range = tuple[float, float]


@lint("KR360", "error")
def ids_beyond_the_table(case: Case) -> Iterator[Finding]:
    """Ids that the table has no row for, or numbers that are no ids."""
    for step, bounds in _lookups(case):
        if bounds is None:
            continue
        low, high = bounds
        path, rows = inner_path(step), int(inner_layer(step).arguments["input_dim"])
        if _are_fractions(case, bounds):
            message = f"expected whole numbers from 0 to {rows - 1:,} as ids, received {low:g} to {high:g}"
            yield Finding(message, path, "delete the Embedding: the inputs are measurements", at_key=True)
        elif high >= rows:
            message = f"expected an input_dim above the largest id {high:,.0f}, received {rows:,}"
            hint = f"write `input_dim: {high + 1:.0f}`: ids count from 0"
            yield Finding(message, (*path, "input_dim"), hint)
        elif low < 0:
            message = f"expected ids from 0, received ids from {low:g}"
            yield Finding(message, path, "shift the ids in the data, so that they count from 0", at_key=True)


@lint("KR359", "warning")
def ids_that_nobody_checks(case: Case) -> Iterator[Finding]:
    """XLA and an Embedding: what is compiled looks up a wrong row in silence."""
    if case.spec.runtime.jit is not True or case.facts is None:
        return
    if any(bounds is None for _, bounds in _lookups(case)):
        message = "expected `jit: auto` with an Embedding, received true: XLA checks no id against the table"
        hint = "write `jit: auto`, or leave it out, until all ids are known to fit"
        yield Finding(message, ("runtime", "jit"), hint)


def _lookups(case: Case) -> Iterator[tuple[Step, Range | None]]:
    """Yield each embedding of ids with the range of its ids, None where it is not known."""
    bounds = case.facts.value_range if case.facts else None
    for step in case.steps:
        if family_of(kind(step)) == "embedding":
            yield step, bounds
            return
        if kind(step) in _SIZES:
            bounds = _made_ids(step)
        elif family_of(kind(step)) not in _KEEPING:
            bounds = None


def _made_ids(step: Step) -> Range | None:
    count = inner_layer(step).arguments.get(_SIZES[kind(step)])
    return (0, count - 1) if isinstance(count, int) else None


def _are_fractions(case: Case, bounds: Range) -> bool:
    return (
        case.facts is not None
        and bounds is case.facts.value_range
        and case.facts.dtype.startswith("float")
        and bounds[1] <= 1
    )
