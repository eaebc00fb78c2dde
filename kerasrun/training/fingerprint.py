"""One hash for all values of a list of variables, by which two runs can be compared to the bit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import numpy as np


def hash_variables(variables: Iterable[Any]) -> str:
    """Return the sha256 (hex) of the variables' bytes, one after the other in Keras's order."""
    digest = hashlib.sha256()
    for variable in variables:
        digest.update(np.ascontiguousarray(np.asarray(variable)).tobytes())
    return digest.hexdigest()
