"""The table of a model's layers and the totals below it, as `summary` prints them.

The table leaves out what has no room: first what the rest tells too, and never lines, shapes and parameters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kerasrun.analysis.layer.shape import by
from kerasrun.analysis.structure import LayerStructure, Structure
from kerasrun.catalogue.snake_case import snake_case
from kerasrun.cli.console import plain
from kerasrun.cli.table import add_numbers, new_table
from kerasrun.data.memory import format_bytes
from kerasrun.report.number import format_count, format_flops, format_shape

NAME_WIDTH, NARROW = 24, 16
"""Longer names fold; the second where types have no column of their own."""

_DROPPED = ("type", "share", "memory", "FLOPs", "field")
"""Columns that are left out, in this order, until the others have room."""


@dataclass(frozen=True)
class _Column:
    cell: Callable[[LayerStructure], str]
    words: int | None = None
    """For a column of words, the width from which on it folds; None for one of numbers, which never do."""


def render_structure(structure: Structure, console: Console) -> Table:
    """Return the table of the layers, as wide as the console."""
    columns = {
        name: column
        for name, column in _columns(structure).items()
        if column.words or any(column.cell(layer) not in ("", "?") for layer in structure.layers)
    }
    boundless = console.options.update(max_width=10_000)
    for name in ("", *_DROPPED):
        columns.pop(name, None)
        if name == "type":
            columns["layer"] = _Column(_name_and_type, NARROW)
        table = _table(structure, columns)
        room = console.width - console.measure(table, options=boundless).maximum
        if room >= 0:
            break
    if "type" not in columns:
        columns["layer"] = _Column(_name_and_type, min(NAME_WIDTH, NARROW + max(room, 0)))
    return _table(structure, columns)


def _columns(structure: Structure) -> dict[str, _Column]:
    total = structure.parameters
    return {
        "line": _Column(_line),
        "layer": _Column(lambda layer: layer.name, NAME_WIDTH),
        "type": _Column(lambda layer: layer.type, NAME_WIDTH),
        "output shape": _Column(_shape, NAME_WIDTH),
        "parameters": _Column(lambda layer: f"{layer.parameters:,}"),
        "share": _Column(lambda layer: f"{layer.parameters / total:.1%}" if layer.parameters else ""),
        "FLOPs": _Column(_flops),
        "memory": _Column(lambda layer: format_bytes(layer.training_bytes) if layer.training_bytes else ""),
        "field": _Column(_field),
    }


def _table(structure: Structure, columns: dict[str, _Column]) -> Table:
    batch = structure.input_shape[0]
    rows = f", {batch} rows at a time" if batch is not None else ""
    table = new_table(f"{structure.name}   input {format_shape(structure.input_shape[1:])}{rows}")
    for name, column in columns.items():
        if column.words is None:
            add_numbers(table, name)
        else:
            table.add_column(name, overflow="fold", max_width=column.words)
    for layer in structure.layers:
        cells = (plain(column.cell(layer)) for column in columns.values())
        table.add_row(*cells, style="dim" if layer.round > 1 else "")
    return table


def _line(layer: LayerStructure) -> str:
    if layer.line is None:
        return ""
    return f"{layer.line} #{layer.round}" if layer.round > 1 else str(layer.line)


def _shape(layer: LayerStructure) -> str:
    return "?" if layer.output_shape is None else by(layer.output_shape[1:])


def _flops(layer: LayerStructure) -> str:
    return "?" if layer.flops is None else format_flops(layer.flops) if layer.flops else ""


def _field(layer: LayerStructure) -> str:
    field = layer.receptive_field
    return field if isinstance(field, str) else "x".join(map(str, field or ()))


def _name_and_type(layer: LayerStructure) -> str:
    """Return the name, with the type where Keras did not make the name of it."""
    automatic = re.fullmatch(rf"{snake_case(layer.type)}(_\d+)?", layer.name)
    return layer.name if automatic else f"{layer.name} {layer.type}"


def render_totals(structure: Structure) -> Text:
    """Return what the whole model has and costs, and where most of its parameters are."""
    lines = [_parameters(structure), *_heaviest(structure)]
    if structure.flops is not None:
        # 423.1 MFLOPs, but 640 FLOPs.
        flops = format_flops(structure.flops)
        space = "" if flops[-1].isalpha() else " "
        lines.append(f"{flops}{space}FLOPs for one forward pass of one example")
    lines += _memory(structure)
    if any(layer.round > 1 for layer in structure.layers):
        lines.append("#2: the second round of a repeat")
    if any(layer.receptive_field for layer in structure.layers):
        lines.append("field: the receptive field, how much of the input one place of the output sees")
    return Text("\n").join(plain(line) for line in lines)


def _parameters(structure: Structure) -> str:
    trainable = structure.trainable_parameters
    fixed = structure.parameters - trainable
    return f"{format_count(structure.parameters, 'parameter')}: " + (
        f"{trainable:,} trainable, {fixed:,} not" if fixed else "all trainable"
    )


def _heaviest(structure: Structure) -> Sequence[str]:
    layer = structure.heaviest
    if layer is None:
        return []
    share = 100 * layer.parameters / structure.parameters
    where = f"in line {layer.line}" if layer.line is not None else f"{layer.name!r}"
    return [f"the {layer.type} {where} holds {share:.1f} % of the parameters"]


def _memory(structure: Structure) -> Sequence[str]:
    memory = structure.memory
    if memory is None:
        return []
    low, total, high = (format_bytes(size) for size in (memory.low, memory.total, memory.high))
    parts = {
        "weights": memory.parameters,
        "gradients": memory.gradients,
        "optimizer": memory.optimizer,
        "activations": memory.activations,
        "buffers": memory.buffers,
        "data": memory.data,
        "TensorFlow": memory.framework,
    }
    named = ", ".join(f"{name} {format_bytes(size)}" for name, size in parts.items() if size)
    what = f"batch size {structure.batch_size:,}" + ("" if memory.gradients else ", without gradients")
    lines = [f"memory of training at {what}: about {total} ({low} to {high})", named]
    if any(layer.activation_bytes is None for layer in structure.layers):
        lines.append("not counted: what is kept of outputs whose size differs from batch to batch")
    return lines
