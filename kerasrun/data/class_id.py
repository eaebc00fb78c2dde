"""Which class a row belongs to, told from its target.

In: targets. Out: class ids and their number. Called by `split.py`, which stratifies, and by training for
class weights.
"""

from __future__ import annotations

import numpy as np

from kerasrun.data.examples import Array, Splits


def class_ids(targets: Array) -> Array | None:
    """Return the class of each row (n,) when the targets are integers or one-hot rows, else None."""
    if targets.dtype.kind in "iu" and targets.size == len(targets):
        return targets.reshape(-1)
    if targets.ndim == 2 and targets.shape[1] > 1 and targets.dtype.kind in "iuf":
        one_hot = bool(((targets == 0) | (targets == 1)).all()) and bool((targets.sum(axis=1) == 1).all())
        return np.argmax(targets, axis=1) if one_hot else None
    return None


def count_classes(splits: Splits) -> int | None:
    """Return the number of classes, largest id + 1 over all splits; None where targets are no classes."""
    largest = -1
    for _, examples in splits.items():
        ids = class_ids(examples.targets)
        if ids is None:
            return None
        width = examples.targets.shape[-1] if examples.targets.size != len(ids) else 0
        largest = max(largest, width - 1, int(ids.max()) if len(ids) else -1)
    return largest + 1
