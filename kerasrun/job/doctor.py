"""`doctor`: what this machine has, found by trying it."""

from __future__ import annotations

import importlib.util
import os
import pathlib
import platform
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass

from kerasrun.analysis.limit import memory_bytes
from kerasrun.catalogue.catalogue import keras_version
from kerasrun.rundir.version import package_version

EXTRAS = {"track": ("tensorboard",)}
"""Extras of kerasrun and the packages each brings."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    what: str
    found: str
    ok: bool = True


def examine() -> list[Finding]:
    """Return what was found, in the order a reader wants it; imports TensorFlow and trains one step."""
    gibibytes = memory_bytes() / 2**30
    findings = [
        Finding("python", platform.python_version()),
        Finding(
            "machine",
            f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {gibibytes:.0f} GiB",
        ),
        *(Finding(name, package_version(name) or "not installed") for name in ("kerasrun", "numpy")),
        _tried("tensorflow", _tensorflow),
        _tried("keras", _keras),
        _tried("devices", _devices),
        _tried("working directory", _writable),
    ]
    for extra, packages in EXTRAS.items():
        missing = [package for package in packages if importlib.util.find_spec(package) is None]
        found = f"pip install 'kerasrun[{extra}]' adds {', '.join(missing)}" if missing else "installed"
        findings.append(Finding(f"extra [{extra}]", found))
    return [*findings, _tried("training step", _train_step)]


def _tried(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, look())
    except Exception as error:
        # Whatever is broken on this machine, the other findings are still worth having.
        return Finding(what, f"{type(error).__name__}: {' '.join(str(error).split())[:200]}", ok=False)


def _tensorflow() -> str:
    import tensorflow as tf

    return str(tf.__version__)


def _keras() -> str:
    import keras

    if keras.backend.backend() != "tensorflow":
        raise RuntimeError(f"the backend is {keras.backend.backend()}: unset KERAS_BACKEND")
    if keras.__version__ != keras_version():
        return f"{keras.__version__}, while kerasrun's catalogue is of {keras_version()}"
    return str(keras.__version__)


def _devices() -> str:
    import tensorflow as tf

    gpus = [device.name for device in tf.config.list_physical_devices("GPU")]
    return ", ".join(gpus) if gpus else "CPU only: TensorFlow sees no GPU"


def _writable() -> str:
    with tempfile.NamedTemporaryFile(dir=pathlib.Path.cwd()) as file:
        file.write(b"kerasrun")
    return "writable"


def _train_step() -> str:
    import keras
    import numpy as np

    started = time.perf_counter()
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse")
    history = model.fit(np.ones((8, 4), "float32"), np.ones((8, 1), "float32"), verbose=0)
    loss = history.history["loss"][0]
    return f"loss {loss:.3f} in {time.perf_counter() - started:.1f} s"
