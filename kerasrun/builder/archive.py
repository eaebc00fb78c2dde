"""A `.keras` file looked at before Keras opens it: a Sequential model of known layers and nothing else.

Keras's own `safe_mode` comes second: several attacks on it went through classes that a Sequential model never
needs.
"""

from __future__ import annotations

import json
import pathlib
import zipfile
from collections.abc import Iterator
from typing import Any

import keras

from kerasrun.catalogue import catalogue
from kerasrun.catalogue.refused import refused
from kerasrun.catalogue.rule import Kind
from kerasrun.errors import UsageError

CONFIG_LIMIT = 10_000_000
SIZE_LIMIT = 16 * 2**30
"""Largest sum of the members' sizes, in bytes."""

_MEMBERS = {"metadata.json", "config.json", "model.weights.h5"}
_KINDS: tuple[Kind, ...] = (
    "layer", "optimizer", "schedule", "loss", "metric", "initializer", "regularizer", "constraint"
)  # fmt: skip
_OTHERS = {"Sequential", "InputLayer", "DTypePolicy", "LossScaleOptimizer"}


def load_archive(path: pathlib.Path) -> keras.Sequential:
    """Return the model in a `.keras` file, uncompiled.

    Raises:
        UsageError: no such file, not a `.keras` archive, or one that holds more than layers of the catalogue.
    """
    _check_archive(path)
    try:
        model = keras.models.load_model(path, compile=False, safe_mode=True)
    except (ValueError, TypeError, OSError, KeyError) as error:
        raise UsageError(
            f"{path}: Keras cannot load this file: {' '.join(str(error).split())[:300]}"
        ) from error
    assert isinstance(model, keras.Sequential)
    return model


def _check_archive(path: pathlib.Path) -> None:
    if not path.exists():
        raise UsageError(f"{path}: no such file")
    if not path.is_file():
        raise UsageError(f"{path}: expected a .keras file, received a directory")
    if path.stat().st_size == 0:
        raise UsageError(f"{path}: the file is empty")
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(path, archive)
            config = json.loads(archive.read("config.json"))
    except zipfile.BadZipFile:
        raise UsageError(f"{path}: not a .keras archive, or one that was cut off") from None
    except (ValueError, RecursionError):
        raise UsageError(f"{path}: its config.json cannot be read") from None
    if not isinstance(config, dict) or config.get("class_name") != "Sequential":
        raise UsageError(f"{path}: expected a Sequential model, received {str(config.get('class_name'))!r}")
    for name in _class_names(config):
        if name not in _OTHERS and not any(catalogue.entry(k, name) and not refused(k, name) for k in _KINDS):
            raise UsageError(f"{path}: it holds {name!r}, which is not a class that a spec may name")


def _check_members(path: pathlib.Path, archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    names = [info.filename for info in infos]
    odd = [name for name in names if name not in _MEMBERS and not name.startswith("assets/")]
    if not set(names) >= _MEMBERS or odd or any(".." in name for name in names):
        raise UsageError(
            f"{path}: expected the members {', '.join(sorted(_MEMBERS))}, received {', '.join(names[:5])}"
        )
    if (
        sum(info.file_size for info in infos) > SIZE_LIMIT
        or archive.getinfo("config.json").file_size > CONFIG_LIMIT
    ):
        raise UsageError(f"{path}: its members are larger than a model's")


def _class_names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "class_name" in value:
            yield str(value["class_name"])
        for item in value.values():
            yield from _class_names(item)
    elif isinstance(value, list):
        for item in value:
            yield from _class_names(item)
