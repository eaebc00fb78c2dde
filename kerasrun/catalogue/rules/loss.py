"""Value rules of the losses."""

from __future__ import annotations

from kerasrun.catalogue.rule import AnyOf, Boolean, ListOf, Name, Number, Rule
from kerasrun.catalogue.rules.value import (
    ABOVE_ZERO,
    AXES,
    AXIS,
    FLOAT_TYPE,
    FRACTION,
    NOT_NEGATIVE,
    Table,
    choice,
)

SHARED: dict[str, Rule] = {
    "name": Name(),
    "dtype": FLOAT_TYPE,
    "reduction": choice("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none"),
    "from_logits": Boolean(),
    "label_smoothing": FRACTION,
    "axis": AXIS,
}

OVERRIDES: Table = {
    "BinaryFocalCrossentropy": {
        "apply_class_balancing": Boolean(),
        "alpha": FRACTION,
        "gamma": NOT_NEGATIVE,
    },
    "CategoricalFocalCrossentropy": {
        "alpha": AnyOf((NOT_NEGATIVE, ListOf(NOT_NEGATIVE, minimum=1))),
        "gamma": NOT_NEGATIVE,
    },
    "CategoricalGeneralizedCrossEntropy": {"q": Number(above=0, below=1)},
    "Circle": {"gamma": ABOVE_ZERO, "margin": FRACTION, "remove_diagonal": Boolean()},
    "Dice": {"axis": AXES},
    "Huber": {"delta": ABOVE_ZERO},
    "SparseCategoricalCrossentropy": {"ignore_class": AXIS},
    "Tversky": {"alpha": NOT_NEGATIVE, "beta": NOT_NEGATIVE, "axis": AXES},
}
