"""The embedded default: 10,000 MNIST images inside the package, so that a first run needs no network.

In: nothing. Out: 8,000 training and 2,000 test images (28, 28) uint8 with the digits as classes. The file's
origin and licence stand in `mnist-10k.md` beside it. Called through `registry.py`.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from kerasrun.data.examples import ArrayExamples, DataFacts, Splits
from kerasrun.errors import DataError
from kerasrun.spec.source import ImageSetSpec

FILE = "mnist-10k.npz"
SHA256 = "088058cfb015d8cfce5208785bdda5b8bdd1748b73c1e2113fcfae4e12f08b32"

FACTS = DataFacts(
    shape=(28, 28),
    dtype="uint8",
    rows={"train": 8000, "test": 2000},
    label_form="classes",
    classes=10,
    value_range=(0, 255),
)


def describe(arguments: ImageSetSpec, seed: int, folder: Path, allowed: Sequence[Path] = ()) -> DataFacts:
    """Return the facts of the embedded set; nothing is read."""
    return FACTS


def load(arguments: ImageSetSpec, seed: int, folder: Path, allowed: Sequence[Path] = ()) -> Splits:
    """Return train (8000, 28, 28) and test (2000, 28, 28), uint8, with targets (n,) uint8.

    Raises:
        DataError: the shipped file is missing or was changed.
    """
    import numpy as np

    content = read_embedded(FILE, SHA256)
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return Splits(
            train=ArrayExamples(arrays["x_train"], arrays["y_train"]),
            test=ArrayExamples(arrays["x_test"], arrays["y_test"]),
        )


def read_embedded(name: str, sha256: str) -> bytes:
    """Return the bytes of a data file of this package.

    Raises:
        DataError: the file is missing, or its checksum is not `sha256`.
    """
    hint = "install kerasrun again: its own data file is damaged"
    try:
        content = (resources.files("kerasrun.data") / name).read_bytes()
    except OSError as error:
        raise DataError(
            f"{name}: expected this file inside the kerasrun package, received {error}.", hint
        ) from error
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise DataError(f"{name}: expected sha256 {sha256}, received {found}.", hint)
    return content
