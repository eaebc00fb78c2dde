"""Layers that make a grid larger or smaller without looking at its values: upsampling, padding, cropping."""

from __future__ import annotations

from functools import partial
from typing import Any

from kerasrun.analysis.layer.grid import split
from kerasrun.analysis.layer.rule import Call, LayerRule, Outcome, ShapeError
from kerasrun.analysis.layer.shape import by, per_axis


def _upsampling(rank: int, call: Call) -> Outcome:
    grid = split(call, rank)
    factors = per_axis(call.arguments["size"], rank)
    after = tuple(
        None if size is None else size * factor for size, factor in zip(grid.sizes, factors, strict=True)
    )
    how = call.arguments.get("interpolation", "nearest")
    verb = "Repeats each value" if how == "nearest" else f"Draws new values between the old ones ({how})"
    sentence = f"{verb}, {by(factors)} times as large: {by(grid.sizes)} to {by(after)}; no parameters."
    return Outcome(grid.shape(after, grid.channels), sentence=sentence)


def _pairs(value: Any, rank: int) -> list[tuple[int, int]]:
    """Return (before, after) for each axis; Keras takes one number, one per axis, or pairs."""
    if rank == 1:
        before, after = per_axis(value, 2)
        return [(before, after)]
    return [(item, item) if isinstance(item, int) else (item[0], item[1]) for item in per_axis(value, rank)]


def _padding(rank: int, call: Call) -> Outcome:
    grid = split(call, rank)
    pairs = _pairs(call.arguments["padding"], rank)
    after = tuple(
        None if size is None else size + sum(pair) for size, pair in zip(grid.sizes, pairs, strict=True)
    )
    sentence = f"Adds a margin of zeros: {by(grid.sizes)} to {by(after)}; no parameters."
    return Outcome(grid.shape(after, grid.channels), sentence=sentence)


def _cropping(rank: int, call: Call) -> Outcome:
    grid = split(call, rank)
    pairs = _pairs(call.arguments["cropping"], rank)
    after = tuple(
        None if size is None else size - sum(pair) for size, pair in zip(grid.sizes, pairs, strict=True)
    )
    if any(size is not None and size < 1 for size in after):
        crop = [list(pair) for pair in pairs]
        raise ShapeError(
            f"expected an input larger than the crop of {crop}, received {by(grid.sizes)}", "crop less"
        )
    sentence = f"Cuts the margin off: {by(grid.sizes)} to {by(after)}; no parameters."
    return Outcome(grid.shape(after, grid.channels), sentence=sentence)


RULES: dict[str, LayerRule] = {
    f"{family}{rank}D": partial(rule, rank)
    for family, rule in (("UpSampling", _upsampling), ("ZeroPadding", _padding), ("Cropping", _cropping))
    for rank in (1, 2, 3)
}
