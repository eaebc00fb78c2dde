"""Class weights: every class needs exactly one.

In: the weights of a spec and the number of classes of the data. Out: nothing, or `DataError`. Called before
training.
"""

from __future__ import annotations

from collections.abc import Mapping

from kerasrun.errors import DataError

SHOWN = 10


def require_class_weight(weights: Mapping[int, float], *, classes: int) -> None:
    """Raise DataError unless the keys of `weights` are the class ids 0 to `classes` - 1.

    Keras gives a class without a weight the weight 1 and drops unknown classes, both in silence.
    """
    missing = sorted(set(range(classes)) - set(weights))
    unknown = sorted(set(weights) - set(range(classes)))
    if not missing and not unknown:
        return
    parts = []
    if missing:
        parts.append(f"no weight for class {_shorten(missing)}")
    if unknown:
        parts.append(f"a weight for class {_shorten(unknown)}, which the data does not have")
    raise DataError(
        f"class_weight: expected one weight for each of the classes 0 to {classes - 1}, "
        f"received {' and '.join(parts)}.",
        "write every class once; 1.0 is the neutral weight",
    )


def _shorten(ids: list[int]) -> str:
    """Return the first ids as text: `3, 7`."""
    return ", ".join(map(str, ids[:SHOWN])) + (", ..." if len(ids) > SHOWN else "")
