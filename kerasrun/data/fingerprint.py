"""Fingerprint: one hash per split that tells whether two runs saw the same data.

In: `Splits`. Out: sha256 by split name, for environment.json and for refusing to resume on other data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np

from kerasrun.data.examples import Array, Splits

CHUNK_BYTES = 2**26


def fingerprint(splits: Splits) -> dict[str, str]:
    """Return the sha256 of every split: dtypes, shapes and bytes of inputs and targets, in row order."""
    return {name: _digest(examples.inputs, examples.targets) for name, examples in splits.items()}


def _digest(*arrays: Array) -> str:
    """Return the sha256 over the arrays; an array in another memory order has the same hash."""
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(f"{array.dtype.str} {array.shape};".encode())
        for chunk in _chunks(array):
            digest.update(chunk)
    return digest.hexdigest()


def _chunks(array: Array) -> Iterator[bytes]:
    """Yield the bytes of the array in C order, some rows at a time so that a copy stays small."""
    rows = max(1, CHUNK_BYTES // max(1, array.nbytes // max(1, len(array))))
    for start in range(0, len(array), rows):
        yield np.ascontiguousarray(array[start : start + rows]).tobytes()
