"""environment.json: what a run depended on beside its spec, by allow-list.

No user names, no home folders, no secrets. `train` describes and writes it before the first step and adds
the facts of the model and the data; the report reads it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kerasrun.rundir.atomic import write_json
from kerasrun.rundir.git import describe_git
from kerasrun.rundir.json_file import read_object
from kerasrun.rundir.layout import Run
from kerasrun.rundir.privacy import hide_homes, hide_secret
from kerasrun.rundir.version import package_version

PACKAGES = ("kerasrun", "tensorflow", "keras", "numpy")
VARIABLES = (
    "KERAS_BACKEND",
    "TF_ENABLE_ONEDNN_OPTS",
    "TF_DETERMINISTIC_OPS",
    "TF_XLA_FLAGS",
    "XLA_FLAGS",
    "OMP_NUM_THREADS",
    "CUDA_VISIBLE_DEVICES",
    "PYTHONHASHSEED",
)
"""The environment variables that steer the numbers; no other one is looked at."""


def describe_variables() -> dict[str, str]:
    """Return the environment variables of `VARIABLES` that are set."""
    return {name: hide_homes(os.environ[name]) for name in VARIABLES if name in os.environ}


def describe_environment(
    *,
    seed: int,
    threads: int | None = None,
    devices: Sequence[str] = (),
    runtime: Mapping[str, object] | None = None,
    overrides: Sequence[str] = (),
    spec_folder: Path | None = None,
    data_fingerprint: Mapping[str, object] | None = None,
) -> dict[str, Any]:
    """Return what environment.json holds, as JSON values; imports no TensorFlow.

    Args:
        seed: the spec's seed.
        threads: threads of the CPU that TensorFlow was told to use; None leaves it to TensorFlow.
        devices: the devices trained on, as TensorFlow calls them, such as `CPU` or `NVIDIA H100`.
        runtime: what `runtime` came to on this machine: precision, jit, deterministic.
        overrides: the `key.path=value` of the command line.
        spec_folder: the folder of the spec, whose git commit is recorded.
        data_fingerprint: what identifies the data, such as a sha256 per split.
    """
    fingerprint = None if data_fingerprint is None else dict(data_fingerprint)
    return {
        "versions": {name: package_version(name) for name in PACKAGES},
        **_describe_machine(),
        "devices": list(devices),
        "seed": seed,
        "threads": threads,
        "runtime": dict(runtime or {}),
        "overrides": [hide_homes(hide_secret(override)) for override in overrides],
        "variables": describe_variables(),
        "git": None if spec_folder is None else describe_git(spec_folder),
        "data": {"fingerprint": fingerprint},
    }


def write_environment(run: Run, environment: Mapping[str, object]) -> None:
    """Write environment.json, in place of an older one.

    Raises:
        StorageError: it cannot be written.
    """
    write_json(run.environment_file, environment)


def read_environment(run: Run) -> dict[str, Any]:
    """Return what environment.json holds.

    Raises:
        StorageError: it is missing or damaged.
    """
    return read_object(run.environment_file)


def _describe_machine() -> dict[str, Any]:
    import platform

    return {
        "python": {"version": platform.python_version(), "implementation": platform.python_implementation()},
        "platform": {
            "system": platform.system(),
            "release": platform.release(),
            "machine": platform.machine(),
        },
        "cpu": {
            "model": _cpu_model() or platform.processor() or None,
            "count": os.cpu_count(),
            "available": _available_cpus(),
        },
    }


def _cpu_model() -> str | None:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, None)


def _available_cpus() -> int | None:
    # A container or taskset may leave the process fewer than the machine has.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
