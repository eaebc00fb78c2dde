"""How far training came, and the name of a checkpoint's folder, which says it.

`training/` makes positions; the checkpoints of a run are sorted by them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = re.compile(r"epoch-(?P<epoch>[0-9]{4,9})-step-(?P<step>[0-9]{6,9})(-(?P<number>[1-9][0-9]{0,5}))?")


@dataclass(frozen=True, order=True)
class Position:
    """A place in the course of training, between two steps."""

    epoch: int
    """The epoch in progress, counted from 0: as many whole epochs are done."""
    step: int
    """The steps done in this epoch."""

    def __post_init__(self) -> None:
        for value in (self.epoch, self.step):
            if type(value) is not int or not 0 <= value < 10**9:
                raise ValueError(f"a position needs whole numbers from 0, received {value!r:.80}")

    def __str__(self) -> str:
        return f"epoch {self.epoch}, step {self.step}"


def format_folder(position: Position, number: int = 1) -> str:
    """Return `epoch-0003-step-000120`; with `-2` and so on when it is the second checkpoint at a position."""
    name = f"epoch-{position.epoch:04d}-step-{position.step:06d}"
    return name if number == 1 else f"{name}-{number}"


def parse_folder(name: str) -> tuple[Position, int] | None:
    """Return the position and number in a checkpoint's name, or None for any other name."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    position, number = Position(int(match["epoch"]), int(match["step"])), int(match["number"] or 1)
    return (position, number) if format_folder(position, number) == name else None
