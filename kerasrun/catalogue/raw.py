"""keras.json as it is, read once: `catalogue.py` makes entries of it, `refused.py` resolves its aliases."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kerasrun.catalogue.rule import Kind


@cache
def read_raw() -> dict[str, Any]:
    """Return `{"keras": version, "kinds": {kind: {name: {"doc", "aliases", "arguments"}}}}`."""
    # importlib.resources would cost more time than all of the reading.
    with open(os.path.join(os.path.dirname(__file__), "keras.json"), encoding="utf-8") as file:
        raw: dict[str, Any] = json.load(file)
    return raw


@cache
def aliases(kind: Kind) -> dict[str, str]:
    """Return `{alias: entry name}`: the other strings that Keras takes, such as `mse` and `MaxPool2D`.

    Some are names of older versions that the installed Keras still knows (`Convolution2D`, `acc`): ask
    `legacy.legacy_name` first.
    """
    return {alias: name for name, raw in read_raw()["kinds"][kind].items() for alias in raw["aliases"]}
