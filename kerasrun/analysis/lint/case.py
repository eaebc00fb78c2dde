"""What a lint looks at: the spec, its layers with their shapes, what its data declares; often asked things.

Made by `analyse.py` for each spec. Everything here is a fact; what is wrong with it, the lints decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kerasrun.analysis.layer.rule import Shape
from kerasrun.analysis.lint.output import Output, find_output
from kerasrun.analysis.step import Step
from kerasrun.data.examples import DataFacts
from kerasrun.errors import Path
from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.object import ObjectSpec


@dataclass(frozen=True)
class Case:
    """A spec whose layers fit one another."""

    spec: ExperimentSpec
    steps: tuple[Step, ...]
    """Every layer with its shapes, repeats written out."""
    facts: DataFacts | None = None
    """What the data source declares; None where there is no data section."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """Rows of the splits after the spec's own splitting; empty where they are not known."""

    @cached_property
    def output(self) -> Output | None:
        """What the stack ends with; None where nothing with weights is in it."""
        return find_output(self.steps)

    @cached_property
    def loss(self) -> str | None:
        """Keras's class name of the loss, such as `CategoricalCrossentropy`; None for a formula or code."""
        loss = self.spec.compile.loss if self.spec.compile else None
        return loss.keras_name if isinstance(loss, ObjectSpec) else None

    @cached_property
    def loss_arguments(self) -> Mapping[str, Any]:
        """Every argument of the loss, those not written with Keras's default."""
        loss = self.spec.compile.loss if self.spec.compile else None
        return loss.filled_arguments() if isinstance(loss, ObjectSpec) else {}

    @cached_property
    def loss_name(self) -> str:
        """The loss as the spec writes it: `mse`."""
        loss = self.spec.compile.loss if self.spec.compile else None
        return loss.name if isinstance(loss, ObjectSpec) else "the loss"

    @cached_property
    def output_shape(self) -> Shape | None:
        """Shape of what the stack gives for one example."""
        return self.steps[-1].output_shape if self.steps else None

    @cached_property
    def target_shape(self) -> Shape | None:
        """Shape of one target, () for one number or class id; None where there is no data."""
        if self.facts is None:
            return None
        if self.facts.label_form == "rows":
            return (self.facts.classes,)
        shape = self.facts.target_shape
        return () if shape == (1,) else shape

    @cached_property
    def metrics(self) -> tuple[tuple[Path, ObjectSpec], ...]:
        """The metrics that are Keras's own, with their paths."""
        compiled = self.spec.compile
        if compiled is None:
            return ()
        return tuple(
            (path, metric) for path, metric in compiled.placed_metrics() if isinstance(metric, ObjectSpec)
        )


def layer_path(step: Step) -> Path:
    """Return the path of a layer's name in the spec."""
    return ("model", *step.placed.path, step.placed.layer.name)
