"""A line of a spec on the screen: what is written there and the numbers of its layers, for `explain`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType

from kerasrun.cli.article import labelled, spaced
from kerasrun.cli.console import plain
from kerasrun.report.number import format_shape

if TYPE_CHECKING:
    from kerasrun.job.line import Line, Weight, WorkedLayer


def render_line(line: Line) -> RenderableType:
    """Return what stands on the line; the articles on it come after."""
    head = plain(f"{line.file}:{line.line}", "bold").append_text(plain(f"  {line.path}", "not bold dim"))
    parts: list[RenderableType] = [Group(head, plain(f"  {line.text}"))]
    if line.doc:
        parts.append(plain(line.doc))
    for layer in line.layers:
        parts += _numbers(layer, alone=len(line.layers) == 1)
    return spaced(parts)


def _numbers(layer: WorkedLayer, *, alone: bool) -> Iterator[RenderableType]:
    yield plain(("" if alone else f"Layer {layer.index + 1} of the stack. ") + layer.sentence)
    workings = {working.name: working.formula for working in layer.workings}
    parameters = workings.pop("parameters", f"{layer.parameters:,}")
    flops = workings.pop("FLOPs", f"{layer.flops:,}" if layer.flops else None)
    rows = [("input", _shape(layer.input_shape)), ("output", _shape(layer.output_shape)), *workings.items()]
    rows += [(weight.name, _weight(weight)) for weight in layer.weights]
    rows += [("parameters", parameters), *([("FLOPs", flops)] if flops else [])]
    yield labelled([(name, plain(value)) for name, value in rows])


def _weight(weight: Weight) -> str:
    size = f" = {weight.size:,}" if len(weight.shape) > 1 else ""
    return f"{format_shape(weight.shape)}{size}{'' if weight.trainable else ', not trained'}"


def _shape(shape: Sequence[int | None] | None) -> str:
    return "not known" if shape is None else format_shape(shape)
