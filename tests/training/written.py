"""What callbacks wrote into a folder, as plain values. Used by `test_callback.py`, here and in `job`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import keras
import pytest
import tensorflow as tf


def contents(folder: Path, wanted: Callable[[str], bool] = lambda name: True) -> dict[str, Any]:
    """Return what each of the wanted files holds, by its path; of TensorBoard's, by writer, tag and step."""
    found: dict[str, Any] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if not wanted(name):
            continue
        if path.suffix == ".csv":
            header, *lines = path.read_text().splitlines()
            found[name] = [header, *([float(v) for v in line.replace(";", ",").split(",")] for line in lines)]
        elif path.suffix in (".json", ".bkp") and "json" in name:
            found[name] = json.loads(path.read_text())
        elif path.suffix == ".keras":
            found[name] = [weight.numpy() for weight in keras.models.load_model(path, compile=False).weights]
        elif path.suffix in (".h5", ".bkp"):
            found[name] = _arrays(path)
        else:
            assert ".tfevents." in name, f"{name}: a file of an unknown kind"
            found |= _summaries(path, path.parent.relative_to(folder).as_posix())
    return found


def _arrays(path: Path) -> dict[str, Any]:
    arrays: dict[str, Any] = {}
    with h5py.File(path) as file:
        file.visititems(lambda name, item: arrays.update({name: item[()]} if hasattr(item, "shape") else {}))
    return arrays


def _summaries(path: Path, writer: str) -> dict[str, Any]:
    """Return the numbers of each tag and step; None for a graph, an image or a speed."""
    found: dict[str, Any] = {}
    for event in tf.compat.v1.train.summary_iterator(str(path)):
        for value in event.summary.value:
            array = tf.make_ndarray(value.tensor)
            told = array if array.dtype.kind == "f" and "per_second" not in value.tag else None
            found[f"{writer} {value.tag} {event.step}"] = told
    return found


def assert_same(first: Any, second: Any, where: str = "") -> None:
    """Fail unless two nests of values are the same, numbers to within 1e-6."""
    if isinstance(first, dict):
        assert list(first) == list(second), where
        for key in first:
            assert_same(first[key], second[key], f"{where}/{key}")
    elif isinstance(first, list | tuple):
        assert len(first) == len(second), where
        for index, (one, other) in enumerate(zip(first, second, strict=True)):
            assert_same(one, other, f"{where}/{index}")
    elif isinstance(first, str | bool | None):
        assert first == second, where
    else:
        assert first == pytest.approx(second, rel=1e-6, abs=1e-6, nan_ok=True), where
