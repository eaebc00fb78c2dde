"""The layers of a model in words, one below another, as `summary --explain` prints them."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from kerasrun.analysis.structure import LayerStructure, Shape, Structure
from kerasrun.cli.console import plain
from kerasrun.report.number import format_shape


def render_walkthrough(structure: Structure) -> Group:
    """Return what each layer does, with its own numbers, wrapped to the width of the console."""
    shape = structure.input_shape
    parts: list[RenderableType] = []
    for layer in structure.layers:
        parts += ["", _head(layer, shape, structure.parameters)]
        parts += [Padding(line, (0, 0, 0, 2)) for line in _lines(layer)]
        shape = layer.output_shape or ()
    return Group(*parts)


def _head(layer: LayerStructure, before: Shape, parameters: int) -> Text:
    line = f"line {layer.line}  " if layer.line is not None else ""
    number = f"  #{layer.round}" if layer.round > 1 else ""
    after = layer.output_shape or ()
    facts = f"{layer.type}, {format_shape(before[1:])} to {format_shape(after[1:])}"
    if layer.parameters:
        facts += f", {100 * layer.parameters / parameters:.1f} % of the parameters"
    return plain(f"{line}{layer.name}{number}", "bold").append(f"  {facts}", "not bold dim")


def _lines(layer: LayerStructure) -> Iterator[Text]:
    if layer.sentence:
        yield plain(layer.sentence)
    # The sentence tells the parameters.
    formulas: dict[str, list[str]] = {}
    for working in layer.workings:
        if working.name != "parameters":
            formulas.setdefault(working.formula, []).append(working.name)
    for formula, names in formulas.items():
        yield plain(f"{' and '.join(names)}: {formula}", "dim")
    if isinstance(layer.receptive_field, tuple):
        field = " x ".join(map(str, layer.receptive_field))
        yield plain(f"each place sees {field} of the input", "dim")
