"""The data sources by the name a spec gives them.

To add one: write its file with `describe` and `load` (`source.py`), add its argument model to
`spec/source.py`, and add a line here. `load.py` looks sources up here.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from kerasrun.data.source import Source
from kerasrun.errors import DataError

KERAS = "kerasrun.data.keras_dataset"

REGISTRY: Mapping[str, str] = {
    "mnist-10k": "kerasrun.data.mnist_10k",
    "synthetic": "kerasrun.data.synthetic",
    "npz": "kerasrun.data.npz",
    "csv": "kerasrun.data.csv_file",
    "images": "kerasrun.data.image_folder",
    "mnist": KERAS,
    "fashion_mnist": KERAS,
    "cifar10": KERAS,
    "cifar100": KERAS,
    "imdb": KERAS,
    "reuters": KERAS,
    "california_housing": KERAS,
}
"""Source name to the module that holds it; only the one a spec names is imported."""


def find_source(name: str) -> Source:
    """Return the source called `name`.

    Raises:
        DataError: there is none.
    """
    if name not in REGISTRY:
        raise DataError(f"expected one of the sources {', '.join(sorted(REGISTRY))}, received {name!r}.")
    module: Any = import_module(REGISTRY[name])
    source: Source = module.DATASETS[name] if REGISTRY[name] == KERAS else module
    return source
