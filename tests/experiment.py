"""Small specs as text: for tests that build, train and score."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import yaml

from kerasrun.job.load import load_spec
from kerasrun.spec.experiment import ExperimentSpec

BLOBS = {"synthetic": {"task": "classification", "shape": [4], "classes": 3, "train": 60, "test": 12}}
SOFTMAX = [{"Dense": {"units": 3, "activation": "softmax"}}]


def experiment(folder: Path, **sections: Any) -> ExperimentSpec:
    """Write a spec into `folder` and load it: a linear classifier of blobs, but for `sections`."""
    return load_spec(write_experiment(folder, **sections))


def write_experiment(folder: Path, **sections: Any) -> Path:
    """Return the file of the spec; see `experiment`.

    It runs eagerly unless `compile` says otherwise: to trace graphs costs more than a few tiny steps.
    """
    data: dict[str, Any] = {
        "name": "tiny",
        "data": {"source": BLOBS, "validation": 0.2},
        "model": {"layers": SOFTMAX},
        "compile": {"optimizer": "adam", "loss": "categorical_crossentropy", "metrics": ["accuracy"]},
        "fit": {"epochs": 2, "batch_size": 16},
        **sections,
    }
    data["compile"] = {"run_eagerly": True, **data["compile"]}
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "tiny.yaml"
    file.write_text(yaml.safe_dump(data, sort_keys=False), "utf-8")
    return file


def stack(folder: Path, layers: list[Any], **model: Any) -> ExperimentSpec:
    """Write a spec of a model alone into `folder` and load it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "stack.yaml"
    file.write_text(yaml.safe_dump({"name": "stack", "model": {**model, "layers": layers}}), "utf-8")
    return load_spec(file)


def rows(count: int, classes: int = 3, seed: int = 0) -> tuple[Any, Any]:
    """Return inputs (count, 4) and class ids."""
    stream = np.random.default_rng(seed)
    return stream.normal(size=(count, 4)).astype("float32"), np.arange(count) % classes


def save_npz(folder: Path, **arrays: Any) -> dict[str, str]:
    """Write `data.npz` into `folder` and return the source that reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "data.npz", **arrays)
    return {"npz": "data.npz"}
