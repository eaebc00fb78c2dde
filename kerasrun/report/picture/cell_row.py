"""One recurrent layer of an unrolled stack: its label, its cells, and the arrows of state and steps.

In: the layer and where the columns stand. Out: the pieces of the row. A Bidirectional layer has two lanes:
the lower one reads forwards, the upper one backwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kerasrun.report.picture.drawing import Area, Group, Item, Line, Point, Text, box, text_width
from kerasrun.report.picture.family import family_of
from kerasrun.report.picture.label import details_of, mark_text, own_name, parameters_of, title_of, tooltip_of
from kerasrun.report.picture.layer import Part
from kerasrun.report.picture.scene import Stop

HEIGHT = 26.0
"""Height of a cell."""

_BELOW, _BETWEEN, _ABOVE, _LINE, _CAP = 16.0, 18.0, 14.0, 14.0, 9.0
_LEFT = 26.0
"""Where labels begin in the frame; x."""


@dataclass(frozen=True)
class Row:
    """One layer of the stack."""

    stop: Stop
    hidden: tuple[Stop, ...] = ()
    """Equal layers that are folded into this one."""

    @property
    def part(self) -> Part:
        """The recurrent layer itself."""
        return self.stop.layer.part.inner or self.stop.layer.part

    @property
    def both_ways(self) -> bool:
        """Whether a second lane of cells reads from the last step to the first."""
        return self.stop.layer.part.type == "Bidirectional"

    @property
    def every_step(self) -> bool:
        """Whether all steps go on."""
        return bool(self.part.get("return_sequences"))

    @property
    def last(self) -> int:
        """Column of the step that is read last, which is what goes on alone: 0 or -1."""
        return 0 if self.part.get("go_backwards") and not self.both_ways else -1

    @property
    def lines(self) -> list[tuple[str, str]]:
        """The label: (text, style) of each line; marks have theirs below it."""
        layer = self.stop.layer
        times = f" x {len(self.hidden) + 1}" if self.hidden else ""
        lines = [
            (title_of(layer.part) + times, "head"),
            (own_name(layer, folded=bool(self.hidden)), "small"),
            (f"{layer.shape}, {details_of(layer)}", "label"),
            (parameters_of(layer, [stop.layer for stop in self.hidden]), "small"),
        ]
        return [line for line in lines if line[0]]

    @property
    def label_width(self) -> float:
        """Width of the label, in pixels."""
        marks = (text_width(mark_text(mark), "small") + 11 for mark in self.stop.marks)
        return max([text_width(text, style) for text, style in self.lines] + list(marks))

    @property
    def height(self) -> float:
        """Height of the row with the arrows below and above."""
        lanes = 2 * HEIGHT + _BETWEEN if self.both_ways else HEIGHT
        above = _ABOVE + _CAP * len(self.stop.marks) + (8 if self.both_ways else 0)
        return max(_BELOW + lanes + above, _LINE * (len(self.lines) + len(self.stop.marks)) + 10)


def draw_row(
    row: Row, places: Sequence[float], names: Sequence[str], cell: float, bottom: float
) -> list[Item]:
    """Return the pieces of `row`, whose lower edge is at `bottom`.

    Args:
        row: the layer.
        places: middle of each column.
        names: of each column; an ellipsis where steps are left out.
        cell: width of a cell.
        bottom: y of the lower edge, where the steps come in from below.
    """
    lower = bottom - _BELOW - HEIGHT
    upper = lower - _BETWEEN - HEIGHT
    forward = _lane(row, places, names, cell, lower, backwards=row.last == 0)
    items: list[Item] = [*_label(row, bottom), *forward]
    if row.both_ways:
        items += _lane(row, places, names, cell, upper, backwards=True)
    steps = [x for x, name in zip(places, names, strict=True) if name != "…"]
    for x in steps:
        items.append(Line(((x, bottom), (x, lower + HEIGHT)), "flow", arrow=True))
        if row.both_ways:
            items.append(_to_upper(x, cell, bottom, lower, upper))
    top = bottom - row.height
    items += _ways_up(row, steps, cell, lower, top)
    return items


def draw_row_marks(row: Row, places: Sequence[float], names: Sequence[str], bottom: float) -> list[Item]:
    """Return a group for each mark of `row`: caps on the arrows that leave it, and a line of the label."""
    steps = [x for x, name in zip(places, names, strict=True) if name != "…"]
    given = steps if row.every_step else [steps[row.last]]
    top, start = bottom - row.height, _label_start(row, bottom) + _LINE * len(row.lines)
    groups: list[Item] = []
    for number, mark in enumerate(row.stop.marks):
        fill, y = f"shape fill-{family_of(mark.part)}", start + number * _LINE
        pieces: list[Item] = [box(x - 10, top + 3 + number * _CAP, 20, 5, fill, 2.5) for x in given]
        pieces += [box(_LEFT, y - 8, 6, 9, fill, 2), Text(_LEFT + 11, y, mark_text(mark), "small")]
        groups.append(Group(tuple(pieces), mark.key, tooltip_of(mark), f"layer {family_of(mark.part)}"))
    return groups


def _label_start(row: Row, bottom: float) -> float:
    """Return the base line of the label's first line: the label stands in the middle of the row."""
    lines = len(row.lines) + len(row.stop.marks)
    return bottom - (row.height + _LINE * lines) / 2 + _LINE - 4


def _label(row: Row, bottom: float) -> list[Item]:
    start = _label_start(row, bottom)
    return [
        Text(_LEFT, start + number * _LINE, text, style) for number, (text, style) in enumerate(row.lines)
    ]


def _lane(
    row: Row, places: Sequence[float], names: Sequence[str], cell: float, y: float, *, backwards: bool
) -> list[Item]:
    items: list[Item] = []
    middle = y + HEIGHT / 2
    for x, name in zip(places, names, strict=True):
        if name == "…":
            items.append(Text(x, middle + 3, "…", "cell", "middle"))
            continue
        items.append(box(x - cell / 2, y, cell, HEIGHT, "shape fill-recurrent", 7))
        items.append(Text(x, middle + 3.5, row.part.type, "cell", "middle", "on-fill"))
    for left, right in zip(range(len(places)), range(1, len(places)), strict=False):
        start = places[left] + (10 if names[left] == "…" else cell / 2)
        end = places[right] - (10 if names[right] == "…" else cell / 2)
        line: tuple[Point, Point] = (
            ((end, middle), (start, middle)) if backwards else ((start, middle), (end, middle))
        )
        items.append(Line(line, "state", arrow=True))
    return items


def _to_upper(x: float, cell: float, bottom: float, lower: float, upper: float) -> Item:
    """Return the way of a step around the forward cell to the backward one."""
    beside, turn, entry = x + cell / 2 + 8, lower - 7, x + cell / 4
    start = bottom - 5
    return Line(
        ((x, start), (beside, start), (beside, turn), (entry, turn), (entry, upper + HEIGHT)),
        "flow",
        arrow=True,
    )


def _ways_up(row: Row, steps: Sequence[float], cell: float, lower: float, top: float) -> list[Item]:
    """Return the ways of what the layer gives from its cells to the upper edge of the row."""
    if not row.both_ways:
        given = steps if row.every_step else [steps[row.last]]
        return [Line(((x, lower), (x, top)), "flow") for x in given]
    upper = lower - _BETWEEN - HEIGHT
    meet = upper - 8
    items: list[Item] = []
    for x in steps if row.every_step else [steps[-1]]:
        beside, turn, leave = x - cell / 2 - 8, lower - 11, x - cell / 4
        items.append(
            Line(((leave, lower), (leave, turn), (beside, turn), (beside, meet), (x, meet), (x, top)), "flow")
        )
        items.append(
            Area(((x - 3, meet - 3), (x + 3, meet - 3), (x + 3, meet + 3), (x - 3, meet + 3)), "dot", 3)
        )
    if row.every_step:
        items += [Line(((x, upper), (x, meet)), "flow") for x in steps]
    else:
        items.append(Line(((steps[0], upper), (steps[0], meet), (steps[-1], meet)), "flow"))
    return items
