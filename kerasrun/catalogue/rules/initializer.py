"""Value rules of the initializers."""

from __future__ import annotations

from kerasrun.catalogue.rule import Number, Rule
from kerasrun.catalogue.rules.value import ABOVE_ZERO, AXES, NOT_NEGATIVE, SEED, Table, choice

SHARED: dict[str, Rule] = {
    "seed": SEED,
    "mean": Number(),
    "stddev": NOT_NEGATIVE,
    "gain": Number(),
    "input_axes": AXES,
    "output_axes": AXES,
}

OVERRIDES: Table = {
    "Constant": {"value": Number()},
    "RandomUniform": {"minval": Number(), "maxval": Number()},
    "VarianceScaling": {
        "scale": ABOVE_ZERO,
        "mode": choice("fan_in", "fan_out", "fan_avg"),
        "distribution": choice("truncated_normal", "untruncated_normal", "normal", "uniform"),
    },
}
