"""Value rules of the pooling layers."""

from __future__ import annotations

from kerasrun.catalogue.rule import Boolean, Rule, per_axis
from kerasrun.catalogue.rules.value import POSITIVE, Table, choice


def _window(rank: int) -> dict[str, Rule]:
    size = per_axis(POSITIVE, rank)
    return {"pool_size": size, "strides": size, "padding": choice("valid", "same")}


TABLE: Table = {
    **{f"AveragePooling{rank}D": _window(rank) for rank in (1, 2, 3)},
    **{f"MaxPooling{rank}D": _window(rank) for rank in (1, 2, 3)},
    **{f"AdaptiveAveragePooling{rank}D": {"output_size": per_axis(POSITIVE, rank)} for rank in (1, 2, 3)},
    **{f"AdaptiveMaxPooling{rank}D": {"output_size": per_axis(POSITIVE, rank)} for rank in (1, 2, 3)},
    **{f"GlobalAveragePooling{rank}D": {"keepdims": Boolean()} for rank in (1, 2, 3)},
    **{f"GlobalMaxPooling{rank}D": {"keepdims": Boolean()} for rank in (1, 2, 3)},
}
