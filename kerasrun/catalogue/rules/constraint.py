"""Value rules of the constraints."""

from __future__ import annotations

from kerasrun.catalogue.rule import Rule
from kerasrun.catalogue.rules.value import ABOVE_ZERO, AXES, FRACTION, NOT_NEGATIVE, Table

SHARED: dict[str, Rule] = {"axis": AXES}

OVERRIDES: Table = {
    "MaxNorm": {"max_value": ABOVE_ZERO},
    "MinMaxNorm": {"min_value": NOT_NEGATIVE, "max_value": ABOVE_ZERO, "rate": FRACTION},
}
