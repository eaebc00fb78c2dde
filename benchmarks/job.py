"""The jobs that steady.py measures; imports no TensorFlow."""

from __future__ import annotations

import pathlib
from dataclasses import dataclass

from kerasrun.job.load import load_spec
from kerasrun.spec.experiment import ExperimentSpec

ROOT = pathlib.Path(__file__).parents[1]
EPOCHS = 50
"""Of the training whose pace is measured."""


@dataclass(frozen=True)
class Job:
    """A sample spec with another size, and how long to measure."""

    spec: str
    changes: tuple[str, ...]
    epochs: int
    """Of one measurement."""
    xla: bool = True
    """Whether XLA is worth a row: its convolutions on a CPU take minutes."""


SOURCE = "data.source.synthetic"
JOBS = {
    "dense": Job("mlp", (f"{SOURCE}.train=20000", f"{SOURCE}.test=0"), 2),
    "lstm": Job("lstm", (f"{SOURCE}.train=5000", "data.validation=null"), 2),
    "cnn": Job("mnist_cnn", ("fit.batch_size=128", "data.validation=null"), 1, xla=False),
    "vgg": Job("vgg", (f"{SOURCE}.test=0",), 1, xla=False),
}


def load_job(name: str) -> tuple[Job, ExperimentSpec]:
    """Return a job and its spec."""
    job = JOBS[name]
    return job, load_spec(ROOT / "configs" / f"{job.spec}.yaml", [*job.changes, f"fit.epochs={EPOCHS}"])
