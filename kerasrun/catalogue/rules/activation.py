"""Value rules of the activations: a spec names them; the layer of the same family takes the numbers."""

from __future__ import annotations

from kerasrun.catalogue.rule import Refused, Rule
from kerasrun.catalogue.rules.value import Table

_NAME_ONLY = Refused("Keras saves an activation by its name alone: use the activation layer of that name")

SHARED: dict[str, Rule] = dict.fromkeys(("alpha", "approximate", "axis", "b", "negative_slope"), _NAME_ONLY)

OVERRIDES: Table = {
    "hard_shrink": {"threshold": _NAME_ONLY},
    "relu": {"max_value": _NAME_ONLY, "threshold": _NAME_ONLY},
    "soft_shrink": {"threshold": _NAME_ONLY},
}
