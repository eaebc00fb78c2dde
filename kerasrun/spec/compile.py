"""The `compile` section: optimizer, loss and metrics, as Keras's `compile` takes them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, ClassVar

from pydantic import Field

from kerasrun.catalogue.rule import Integer
from kerasrun.errors import Path
from kerasrun.spec.base import SpecModel
from kerasrun.spec.function import FunctionSpec, Loss, Metric
from kerasrun.spec.object import ObjectSpec, parse_object
from kerasrun.spec.parsed import Parsed
from kerasrun.spec.ruled import Ruled

METRIC_LIMIT = 100

MetricList = Annotated[list[Metric], Field(max_length=METRIC_LIMIT)]
Optimizer = Annotated[ObjectSpec, Parsed(partial(parse_object, "optimizer"), "optimizer")]


class CompileSpec(SpecModel):
    """How the model learns and what is measured."""

    section: ClassVar[str] = "compile"

    optimizer: Optimizer = ObjectSpec("optimizer", "rmsprop", {})
    """The optimizer in the object form; Keras's default is rmsprop."""
    loss: Loss
    """What training makes smaller: a Keras loss, `{formula: ...}` or `{python: ...}`. Labels follow it."""
    metrics: MetricList = []
    """What is measured beside the loss, each a Keras metric, a formula or Python code."""
    weighted_metrics: MetricList = []
    """Metrics that class weights apply to."""
    run_eagerly: bool = False
    """Run every step as plain Python, for debugging; slow."""
    steps_per_execution: Annotated[int, Ruled(Integer(minimum=1))] = 1
    """Batches per call of the compiled function."""
    auto_scale_loss: bool = True
    """Scale the loss where the precision is mixed_float16."""

    def all_metrics(self) -> list[FunctionSpec]:
        """Return metrics and weighted metrics together."""
        return [metric for _, metric in self.placed_metrics()]

    def placed_metrics(self) -> Iterator[tuple[Path, FunctionSpec]]:
        """Yield metrics and weighted metrics in order, each with its path from the top of the spec."""
        for key in ("metrics", "weighted_metrics"):
            for index, metric in enumerate(getattr(self, key)):
                yield ("compile", key, index), metric
