"""The data sources by the name a spec gives them.

To add one: write its file with `describe` and `load` (`source.py`), add its argument model to
`spec/source.py`, and add a line here. `load.py` looks sources up here.
"""

from __future__ import annotations

from collections.abc import Mapping

from kerasrun.data import mnist_10k, npz, synthetic
from kerasrun.data.keras_dataset import DATASETS
from kerasrun.data.source import Source

REGISTRY: Mapping[str, Source] = {
    "mnist-10k": mnist_10k,
    "synthetic": synthetic,
    "npz": npz,
    **DATASETS,
}
