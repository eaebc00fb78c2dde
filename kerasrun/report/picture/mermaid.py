"""A model as a Mermaid flowchart, which many wikis and Markdown viewers draw.

In: a Model. Out: the text of the chart: a node for each layer with a shape of its own, marks as the words on
the arrows, and what repeats folded into a subgraph.
"""

from __future__ import annotations

import re

from kerasrun.report.picture.fold import Block, fold_stops
from kerasrun.report.picture.label import details_of, mark_text, own_name, parameters_of, size_of, title_of
from kerasrun.report.picture.layer import AUTHOR, Model
from kerasrun.report.picture.palette import FAMILY_COLOURS, LIGHT
from kerasrun.report.picture.scene import Stop, place_stops

_ASIDE = "\N{EM SPACE}" * 8 + "\N{ZERO WIDTH SPACE}"
"""Wide spaces push the words of a frame to the left of the arrow that comes in at its middle; at the end they
would be cut."""

_WHITE = ("recurrent", "text")


def write_mermaid(model: Model) -> str:
    """Return the chart."""
    blocks = fold_stops(place_stops(model))
    lines = [f"%% {AUTHOR}", "flowchart TD"]
    for block in blocks:
        lines += _nodes(block)
    stops = [stop for block in blocks for stop in block.stops]
    arrows = [_arrow(stop, folded=block.times > 1) for block in blocks for stop in block.stops]
    for before, arrow, after in zip(stops, arrows, stops[1:], strict=False):
        lines.append(f"    {before.layer.key} {arrow} {after.layer.key}")
    if stops[-1].marks:
        lines += ['    output(["Output"])', f"    {stops[-1].layer.key} {arrows[-1]} output"]
    for family in FAMILY_COLOURS:
        keys = [stop.layer.key for stop in stops if stop.family == family]
        if keys:
            ink = "#ffffff" if family in _WHITE else LIGHT["ink"]
            lines.append(f"    classDef {family} fill:{LIGHT[family]},stroke:{LIGHT['edge']},color:{ink}")
            lines.append(f"    class {','.join(keys)} {family}")
    return "\n".join(lines) + "\n"


def _nodes(block: Block) -> list[str]:
    nodes = []
    for place, stop in enumerate(block.stops):
        copies = block.hidden[place :: len(block.stops)]
        nodes.append(f'    {stop.layer.key}["{_label(stop, copies)}"]')
    if block.times == 1:
        return nodes
    first = block.stops[0].layer.key
    return [
        f'    subgraph repeat_{first}["x {block.times}{_ASIDE}"]',
        *(f"    {node}" for node in nodes),
        "    end",
    ]


def _label(stop: Stop, copies: tuple[Stop, ...]) -> str:
    layer = stop.layer
    title = "Input" if layer.index < 0 else title_of(layer.part)
    lines = (
        title,
        own_name(layer, folded=bool(copies)),
        size_of(layer),
        details_of(layer),
        parameters_of(layer, [copy.layer for copy in copies]),
    )
    marks = [f"+ {mark_text(mark)}" for mark in stop.marks] if copies else []
    return "<br/>".join(escape(line) for line in (*lines, *marks) if line)


def _arrow(stop: Stop, *, folded: bool) -> str:
    """Return the arrow after a stop with its marks on it; where it is folded, they repeat inside the box."""
    if folded:
        return "-->"
    words = "<br/>".join(escape(mark_text(mark)) for mark in stop.marks)
    return f'-->|"{words}"|' if words else "-->"


def escape(text: str) -> str:
    """Return `text` as part of a quoted label; what Mermaid or HTML would read becomes its number."""
    return re.sub(r"[^\w .,:()+*/=-]", lambda match: f"#{ord(match[0])};", text)
