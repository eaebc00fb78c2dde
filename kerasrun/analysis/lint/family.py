"""Families of losses by what they compare, and of activations by the numbers they give. The lints ask.

The names are the catalogue's: classes of losses, short strings of activations.
"""

from __future__ import annotations

from math import inf

BINARY = frozenset({"BinaryCrossentropy", "BinaryFocalCrossentropy"})
"""Compare each output by itself with a target from 0 to 1."""
CATEGORICAL = frozenset({"CategoricalCrossentropy", "CategoricalFocalCrossentropy"})
"""Compare K probabilities with a row of K weights."""
SPARSE = frozenset({"SparseCategoricalCrossentropy"})
"""Compare K probabilities with one class id."""
CROSSENTROPIES = BINARY | CATEGORICAL | SPARSE
REGRESSION = frozenset(
    {
        "Huber",
        "LogCosh",
        "MeanAbsoluteError",
        "MeanAbsolutePercentageError",
        "MeanSquaredError",
        "MeanSquaredLogarithmicError",
        "Poisson",
    }
)
"""Compare numbers with numbers."""
UNALIGNED = frozenset({"CTC", "Circle"})
"""Compare the output with targets of another shape: label sequences, ids of embedded examples."""

DISTRIBUTIONS = frozenset({"softmax"})
"""Activations whose outputs add up to 1. Those of Keras's `sparsemax` need not: a row may be all 0, and a
crossentropy of it is NaN."""
FRACTIONS = frozenset({"hard_sigmoid", "sigmoid", "sparse_sigmoid"})
"""Activations that keep each number between 0 and 1 by itself."""
POSITIVE = frozenset({"exponential", "softplus", "sparse_plus", "squareplus"})
"""Activations whose outputs are above 0, and so become probabilities when a loss divides by their sum."""

RANGES = {
    **dict.fromkeys(DISTRIBUTIONS | FRACTIONS, (0.0, 1.0)),
    **dict.fromkeys(POSITIVE | {"relu", "sparsemax"}, (0.0, inf)),
    "relu6": (0.0, 6.0),
    "softsign": (-1.0, 1.0),
    "tanh": (-1.0, 1.0),
}
"""Smallest and largest number that an activation gives; those not listed give nearly any."""
