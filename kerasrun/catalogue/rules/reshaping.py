"""Value rules of the layers that cut, pad, repeat and reorder."""

from __future__ import annotations

from kerasrun.catalogue.rule import AnyOf, ListOf, Rule, per_axis
from kerasrun.catalogue.rules.value import COUNT, POSITIVE, Table, choice

_SIDES = AnyOf((COUNT, ListOf(COUNT, length=2)))
"""One axis: the same on both sides, or [before, after]."""


def _margin(rank: int) -> Rule:
    """Return the rule of a margin: one number, or one per axis, or [before, after] per axis."""
    return _SIDES if rank == 1 else AnyOf((COUNT, ListOf(_SIDES, length=rank)))


TABLE: Table = {
    **{f"Cropping{rank}D": {"cropping": _margin(rank)} for rank in (1, 2, 3)},
    **{f"ZeroPadding{rank}D": {"padding": _margin(rank)} for rank in (1, 2, 3)},
    "Permute": {"dims": ListOf(POSITIVE, minimum=1)},
    "RepeatVector": {"n": POSITIVE},
    "Reshape": {"target_shape": ListOf(AnyOf((POSITIVE, choice(-1))))},
    "UpSampling1D": {"size": POSITIVE},
    "UpSampling2D": {
        "size": per_axis(POSITIVE, 2),
        "interpolation": choice("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"),
    },
    "UpSampling3D": {"size": per_axis(POSITIVE, 3)},
}
