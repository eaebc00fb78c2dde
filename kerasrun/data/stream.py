"""Random streams: numbers that follow from the seed and a purpose, and from nothing else.

In: the experiment's seed and words that say what the numbers are for. Out: a NumPy generator. The synthetic
sources and `split.py` draw from these, so that no draw depends on what was drawn before it elsewhere.
"""

from __future__ import annotations

import zlib

import numpy as np


def open_stream(seed: int, *purpose: str | int) -> np.random.Generator:
    """Return the generator of `seed` (0 or more) for a purpose such as `("synthetic", "train", 1000)`."""
    words = [part if isinstance(part, int) else zlib.crc32(part.encode()) for part in purpose]
    return np.random.Generator(np.random.PCG64([seed, *words]))
