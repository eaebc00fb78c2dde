"""Stops that repeat, folded to one round and how often: a stack of 100 layers stays readable.

In: stops. Out: blocks; one that stands once has a single stop. Small stacks are drawn in full.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kerasrun.report.picture.scene import Stop

FULL = 24
"""Most layers of a stack that is drawn in full."""

_LONGEST = 12
"""Most stops of a round."""


@dataclass(frozen=True)
class Block:
    """One or more stops that stand `times` in a row."""

    stops: tuple[Stop, ...]
    times: int = 1
    hidden: tuple[Stop, ...] = ()
    """The stops of the second round and those after it, which are not drawn."""


def fold_stops(stops: Sequence[Stop]) -> list[Block]:
    """Return the stops as blocks, those that repeat folded where the stack is long."""
    if sum(len(stop.layers) for stop in stops) <= FULL + 1:
        return [Block((stop,)) for stop in stops]
    blocks = []
    place = 0
    while place < len(stops):
        length, times = _best_round(stops, place)
        after = place + length * times
        blocks.append(
            Block(tuple(stops[place : place + length]), times, tuple(stops[place + length : after]))
        )
        place = after
    return blocks


def _best_round(stops: Sequence[Stop], place: int) -> tuple[int, int]:
    """Return (stops of a round, rounds) from `place` on that hide most; (1, 1) where nothing repeats."""
    best = (1, 1)
    for length in range(1, min(_LONGEST, (len(stops) - place) // 2) + 1):
        if length > 1 and any(stop.glyph == "cells" for stop in stops[place : place + length]):
            break  # stacked cells are rows of one figure: only a row by itself can stand for several
        times = _rounds(stops, place, length)
        if length * (times - 1) > best[0] * (best[1] - 1):
            best = (length, times)
    return best


def _rounds(stops: Sequence[Stop], place: int, length: int) -> int:
    wanted = [stop.signature for stop in stops[place : place + length]]
    times = 1
    while [stop.signature for stop in stops[place + times * length : place + (times + 1) * length]] == wanted:
        times += 1
    return times
