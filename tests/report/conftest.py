"""A finished run with nothing in it that depends on the machine or the day."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kerasrun.rundir.atomic import write_text
from kerasrun.rundir.environment import write_environment
from kerasrun.rundir.history import append_epoch
from kerasrun.rundir.manifest import write_manifest
from kerasrun.rundir.run import Run, create_run
from kerasrun.rundir.scores import write_scores
from kerasrun.rundir.status import Status, write_status

STARTED = datetime(2026, 11, 23, 10, 15, 0, tzinfo=UTC)
SPEC = """version: 1
name: mnist_cnn
seed: 42
data:
  source: mnist-10k
  validation: 0.1
fit:
  epochs: 4
"""
ENVIRONMENT = {
    "versions": {"kerasrun": "0.1.0", "tensorflow": "2.21.0", "keras": "3.15.1", "numpy": "2.4.6"},
    "python": {"version": "3.11.7", "implementation": "CPython"},
    "platform": {"system": "Linux", "release": "6.1", "machine": "x86_64"},
    "cpu": {"model": "Some CPU", "count": 4, "available": 2},
    "devices": ["CPU"],
    "seed": 42,
    "threads": None,
    "runtime": {"precision": "float32", "jit": False},
    "overrides": ["fit.epochs=4"],
    "variables": {},
    "git": {"commit": "0123456789abcdef0123456789abcdef01234567", "dirty": True},
    "model": {"layers": 6, "parameters": 34826, "trainable_parameters": 34762},
    "data": {
        "rows": {"train": 7200, "validation": 800, "test": 2000},
        "shape": [28, 28, 1],
        "classes": 10,
        "fingerprint": {"train": "aa11", "test": "bb22"},
    },
}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    made = create_run("mnist_cnn", runs_dir=tmp_path / "runs", now=STARTED)
    for file in (made.spec_file, made.resolved_file):
        write_text(file, SPEC)
    write_environment(made, ENVIRONMENT)
    for epoch, (loss, validation) in enumerate([(0.9, 0.31), (0.3, 0.2), (0.2, 0.125), (0.15, 0.13)]):
        scores = {
            "loss": loss,
            "accuracy": 1 - loss / 3,
            "val_loss": validation,
            "val_accuracy": 1 - validation / 3,
        }
        append_epoch(made, {"epoch": epoch, "steps": 225, "seconds": 2.5, "learning_rate": 0.001, **scores})
    made.model_file.write_bytes(b"PK")
    write_scores(
        made,
        {
            "scores": {
                "train": {"loss": 0.11, "accuracy": 0.9676},
                "validation": {"loss": 0.13, "accuracy": 0.9567},
                "test": {"loss": 0.12, "accuracy": 0.9625},
            },
            "baselines": {
                "train": {"loss": 2.301, "accuracy": 0.1128},
                "validation": {"loss": 2.302, "accuracy": 0.1125},
                "test": {"loss": 2.304, "accuracy": 0.1135},
            },
            "rows": {"train": 7200, "validation": 800, "test": 2000},
            "weights_sha256": "c0ffee" * 10 + "c0ff",
            "optimizer_sha256": "decade" * 10 + "deca",
            "evaluated": "2026-11-23T10:15:20+00:00",
        },
    )
    write_status(made, Status.begin(STARTED).end("finished", epochs=4, now=STARTED.replace(second=20)))
    write_manifest(made)
    return made
