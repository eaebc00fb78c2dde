"""Value rules of the learning-rate schedules; steps are batches, not epochs."""

from __future__ import annotations

from kerasrun.catalogue.rule import Boolean, ListOf, Name, Rule
from kerasrun.catalogue.rules.value import ABOVE_ZERO, COUNT, FRACTION, NOT_NEGATIVE, POSITIVE, Table

SHARED: dict[str, Rule] = {
    "name": Name(),
    "initial_learning_rate": ABOVE_ZERO,
    "decay_steps": POSITIVE,
    "decay_rate": NOT_NEGATIVE,
    "staircase": Boolean(),
    "alpha": FRACTION,
}

OVERRIDES: Table = {
    "CosineDecay": {
        # A warm-up may start from zero.
        "initial_learning_rate": NOT_NEGATIVE,
        "warmup_target": ABOVE_ZERO,
        "warmup_steps": COUNT,
    },
    "CosineDecayRestarts": {"first_decay_steps": POSITIVE, "t_mul": ABOVE_ZERO, "m_mul": ABOVE_ZERO},
    "PiecewiseConstantDecay": {
        "boundaries": ListOf(COUNT, minimum=1),
        "values": ListOf(NOT_NEGATIVE, minimum=2),
    },
    "PolynomialDecay": {"end_learning_rate": NOT_NEGATIVE, "power": ABOVE_ZERO, "cycle": Boolean()},
}
