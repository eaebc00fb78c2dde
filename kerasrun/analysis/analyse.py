"""Everything that a valid spec and its data's facts decide before TensorFlow is imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kerasrun.analysis.batch import check_batches
from kerasrun.analysis.layer_name import check_layer_names
from kerasrun.analysis.limit import check_memory, spec_memory
from kerasrun.analysis.lint.case import Case
from kerasrun.analysis.lint.check import check_lints
from kerasrun.analysis.memory import Memory, data_bytes
from kerasrun.analysis.section import (
    check_accumulation,
    check_expectations,
    check_input,
    check_monitors,
    check_names,
    check_text,
    check_training,
)
from kerasrun.analysis.step import Step
from kerasrun.analysis.walk import walk_layers
from kerasrun.data.examples import DataFacts
from kerasrun.errors import Issue
from kerasrun.spec.experiment import ExperimentSpec


class Analysis(NamedTuple):
    """The layers with their shapes as far as they are known, what they cost, and what is wrong."""

    steps: tuple[Step, ...]
    memory: Memory
    """Of the training; without a `compile` section of the model alone."""
    issues: tuple[Issue, ...]


def analyse(
    spec: ExperimentSpec,
    facts: DataFacts | None,
    rows: Mapping[str, int] | None = None,
    *,
    training: bool = False,
    memory_limit: int | None = None,
) -> Analysis:
    """Check the sections of `spec` against one another and against its data.

    Args:
        spec: a valid spec.
        facts: what its data source declares; None where there is no data section.
        rows: rows of the splits after the spec's own splitting.
        training: also require the sections that training needs.
        memory_limit: bytes that the training may take; a share of the machine's where None.
    """
    issues = check_training(spec) if training else []
    issues += check_input(spec)
    shape = tuple(spec.model.input_shape) if spec.model.input_shape else facts.shape if facts else None
    steps, broken = walk_layers(
        spec.model.placed_layers(),
        shape,
        spec.document,
        dtype=spec.model.dtype,
        batch_size=spec.model.batch_size,
        policy=spec.runtime.precision,
    )
    issues += broken
    data = data_bytes(facts, rows or {}) if facts else 0
    issues += check_memory(spec, steps, data, memory_limit)
    issues += check_layer_names(spec.model.placed_layers(), spec.document)
    issues += check_names(spec)
    issues += check_accumulation(spec)
    if facts is not None and not broken:
        # A layer for text has said so at its line.
        issues += check_text(spec, facts.dtype)
    if rows is not None:
        issues += check_monitors(spec, validation=bool(rows.get("validation")))
        issues += check_batches(spec, rows)
        issues += check_expectations(spec, rows)
    if not any(issue.severity == "error" for issue in issues):
        # What a lint would say of a spec that is wrong anyway follows from that.
        issues += check_lints(Case(spec, tuple(steps), facts, rows or {}))
    memory = spec_memory(spec, steps, data)
    return Analysis(tuple(steps), memory, tuple(sorted(issues, key=lambda issue: issue.sort_key)))
