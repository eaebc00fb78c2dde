"""A model as a diagram of characters: for a terminal, a code comment or a mail, at most 80 columns wide.

In: a Model. Out: lines. A box is the wider the more values its layer gives; marks stand on the lines between
the boxes, parameters to the right, and a bracket on the left holds what repeats.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log2, prod

from kerasrun.report.picture.fold import Block, fold_stops
from kerasrun.report.picture.label import describe, details_of, mark_text, own_name, parameters_of, title_of
from kerasrun.report.picture.layer import AUTHOR, Model
from kerasrun.report.picture.scene import Stop, place_stops
from kerasrun.source.character import printable

WIDTH = 80
"""Most columns of a line."""

_MARGIN, _WIDEST, _NARROWEST = 8, 49, 23
_ASCII = str.maketrans("┌┐└┘─│┬┴╭╰…", "++++-|++++.")


def write_text(model: Model, *, ascii_only: bool = False) -> str:
    """Return the diagram.

    Args:
        model: what to draw.
        ascii_only: use no character beyond ASCII.
    """
    stops = place_stops(model)
    last = stops[-1]
    most = max(_values(stop) for stop in stops)
    lines = [
        f"{_cut(printable(model.name), WIDTH - len(AUTHOR) - 2)}, {AUTHOR}",
        _cut(describe(model), WIDTH),
        "",
    ]
    for block in fold_stops(stops):
        drawn = []
        for place, stop in enumerate(block.stops):
            copies = block.hidden[place :: len(block.stops)]
            drawn += _draw(stop, copies, most, first=stop is stops[0], last=stop is last)
        lines += _bracket(drawn, block)
    text = "\n".join(line.rstrip() for line in lines) + "\n"
    return text.translate(_ASCII).encode("ascii", "backslashreplace").decode() if ascii_only else text


def _values(stop: Stop) -> int:
    return max(1, prod(size or 1 for size in stop.sizes))


def _draw(stop: Stop, copies: Sequence[Stop], most: int, *, first: bool, last: bool) -> list[str]:
    layer = stop.layer
    title = "Input" if first else title_of(layer.part)
    left = " ".join(filter(None, (title, printable(own_name(layer, folded=bool(copies))), details_of(layer))))
    share = log2(1 + _values(stop)) / log2(1 + most)
    needed = len(left) + len(layer.shape) + 2
    inner = min(_WIDEST - 4, max(round(share * (_WIDEST - 4)), _NARROWEST, needed))
    inner += inner % 2 == 0  # an odd width has a middle
    left = _cut(left, inner - len(layer.shape) - 2)
    middle, tail = inner // 2 + 1, _tail(stop, copies)
    pad = " " * ((_WIDEST - inner - 3) // 2)
    rule = "─" * middle
    spine = " " * (_WIDEST // 2)
    lines = [
        f"{pad}┌{rule}{'─' if first else '┴'}{rule}┐",
        f"{pad}│ {left}{layer.shape:>{inner - len(left)}} │{tail}",
        f"{pad}└{rule}{'─' if last and not stop.marks else '┬'}{rule}┘",
    ]
    return lines + [f"{spine}│ {_cut(printable(mark_text(mark)), 40)}" for mark in stop.marks]


def _tail(stop: Stop, copies: Sequence[Stop]) -> str:
    """Return the parameters; the word is left out where the line would be too long."""
    words = parameters_of(stop.layer, [copy.layer for copy in copies])
    room = WIDTH - _MARGIN - _WIDEST
    return f" {words}" if len(words) < room else f" {words.replace(' parameters', '')}"


def _bracket(lines: list[str], block: Block) -> list[str]:
    if block.times == 1:
        return [" " * _MARGIN + line for line in lines]
    signs = ["╭", *"│" * (len(lines) - 2), "╰"]
    words = [""] * len(lines)
    words[(len(lines) - 1) // 2] = f"x {block.times}"
    return [f"{word:>5} {sign} {line}" for word, sign, line in zip(words, signs, lines, strict=True)]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: max(0, width - 1)] + "…"
