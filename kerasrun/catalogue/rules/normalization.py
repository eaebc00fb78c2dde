"""Value rules of the normalization layers."""

from __future__ import annotations

from kerasrun.catalogue.rule import AnyOf, Boolean, MappingOf, Object, Rule
from kerasrun.catalogue.rules.value import (
    ABOVE_ZERO,
    AXES,
    AXIS,
    FRACTION,
    NOT_NEGATIVE,
    POSITIVE,
    Table,
    choice,
)

_SCALED: dict[str, Rule] = {
    "axis": AXES,
    "epsilon": ABOVE_ZERO,
    "center": Boolean(),
    "scale": Boolean(),
}

TABLE: Table = {
    "BatchNormalization": {
        **_SCALED,
        "axis": AXIS,
        "momentum": FRACTION,
        "renorm": Boolean(),
        "renorm_clipping": MappingOf(choice("rmax", "rmin", "dmax"), NOT_NEGATIVE),
        "renorm_momentum": FRACTION,
        "synchronized": Boolean(),
    },
    # -1 makes it instance normalization.
    "GroupNormalization": {**_SCALED, "groups": AnyOf((POSITIVE, choice(-1)))},
    "LayerNormalization": _SCALED,
    "RMSNormalization": {"axis": AXES, "epsilon": ABOVE_ZERO},
    "SpectralNormalization": {"layer": Object("layer"), "power_iterations": POSITIVE},
    "UnitNormalization": {"axis": AXES},
}
