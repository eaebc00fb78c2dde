"""Value rules of the metrics."""

from __future__ import annotations

from kerasrun.catalogue.rule import AnyOf, Boolean, Choice, Integer, ListOf, Name, Null, Number, Rule
from kerasrun.catalogue.rules.value import (
    ABOVE_ZERO,
    ANY_TYPE,
    AXIS,
    COUNT,
    FLOAT_TYPE,
    FRACTION,
    NOT_NEGATIVE,
    POSITIVE,
    Table,
    choice,
)

_CLASS = Integer()
_INTERSECTION: dict[str, Rule] = {
    # Keras counts in whole numbers here: the default is "int".
    "dtype": Choice(("int", *ANY_TYPE.values)),
    "num_classes": POSITIVE,
    "target_class_ids": ListOf(COUNT, minimum=1),
    "ignore_class": _CLASS,
    "sparse_y_true": Boolean(),
    "sparse_y_pred": Boolean(),
    "threshold": FRACTION,
}
_F_SCORE: dict[str, Rule] = {
    "average": choice("micro", "macro", "weighted"),
    "threshold": Number(above=0, maximum=1),
}

SHARED: dict[str, Rule] = {
    "name": Name(),
    "dtype": FLOAT_TYPE,
    "axis": AXIS,
    "from_logits": Boolean(),
    "label_smoothing": FRACTION,
    "threshold": FRACTION,
    "thresholds": AnyOf((FRACTION, ListOf(FRACTION, minimum=1))),
    "num_thresholds": POSITIVE,
    "class_id": COUNT,
    "top_k": POSITIVE,
    "k": POSITIVE,
}

OVERRIDES: Table = {
    "AUC": {
        "num_thresholds": Integer(minimum=2),
        "curve": choice("ROC", "PR", "PRGAIN"),
        "summation_method": choice("interpolation", "minoring", "majoring"),
        "thresholds": ListOf(FRACTION, minimum=1),
        "multi_label": Boolean(),
        "num_labels": POSITIVE,
        "label_weights": ListOf(NOT_NEGATIVE, minimum=1),
    },
    "BinaryIoU": _INTERSECTION,
    "F1Score": _F_SCORE,
    "FBetaScore": {**_F_SCORE, "beta": ABOVE_ZERO},
    "IoU": _INTERSECTION,
    "MeanIoU": _INTERSECTION,
    "OneHotIoU": _INTERSECTION,
    "OneHotMeanIoU": _INTERSECTION,
    "PrecisionAtRecall": {"recall": FRACTION},
    "R2Score": {
        "class_aggregation": AnyOf((choice("uniform_average", "variance_weighted_average"), Null())),
        "num_regressors": COUNT,
    },
    "RecallAtPrecision": {"precision": FRACTION},
    "SensitivityAtSpecificity": {"specificity": FRACTION},
    "SparseCategoricalCrossentropy": {"ignore_class": _CLASS},
    "SparseTopKCategoricalAccuracy": {"from_sorted_ids": Boolean()},
    "SpecificityAtSensitivity": {"sensitivity": FRACTION},
}
