"""Value rules of the regularizers."""

from __future__ import annotations

from kerasrun.catalogue.rule import Rule
from kerasrun.catalogue.rules.value import NOT_NEGATIVE, Table, choice

SHARED: dict[str, Rule] = {"l1": NOT_NEGATIVE, "l2": NOT_NEGATIVE}

OVERRIDES: Table = {"OrthogonalRegularizer": {"factor": NOT_NEGATIVE, "mode": choice("rows", "columns")}}
