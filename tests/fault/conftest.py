"""Specs that train in a second, in processes that are killed; and how a run that nothing stopped ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kerasrun.rundir.checkpoint_list import list_checkpoints, position_of
from kerasrun.rundir.history import read_history
from kerasrun.rundir.layout import Run
from kerasrun.rundir.position import Position
from kerasrun.rundir.run import latest_run
from tests.experiment import SOFTMAX, write_experiment
from tests.fault.process import Done, run

CLOCK = ("seconds", "samples_per_second")
SCHEDULE = {"CosineDecay": {"initial_learning_rate": 0.05, "decay_steps": 40}}
ADAM = {"Adam": {"learning_rate": SCHEDULE}}
COMPILE = {
    "optimizer": ADAM,
    "loss": "categorical_crossentropy",
    "metrics": ["accuracy"],
    "run_eagerly": False,
    "steps_per_execution": 2,
}


def source(*shape: int, train: int = 80) -> dict[str, Any]:
    task = {"task": "classification", "shape": list(shape), "classes": 3, "train": train, "test": 12}
    return {"source": {"synthetic": task}, "validation": 0.2}


STACKS: dict[str, dict[str, Any]] = {
    "dense": {
        "data": source(4),
        "model": {
            "layers": [{"Dense": 8}, "BatchNormalization", {"GaussianNoise": 0.1}, {"Dropout": 0.3}, *SOFTMAX]
        },
    },
    "lstm": {
        "data": source(6, 2),
        "model": {"layers": [{"LSTM": {"units": 4, "dropout": 0.2, "recurrent_dropout": 0.2}}, *SOFTMAX]},
    },
    "cnn": {
        "data": source(8, 8, 1),
        "model": {
            "layers": [
                {"RandomFlip": "horizontal"},
                {"RandomRotation": 0.1},
                {"Conv2D": {"filters": 4, "kernel_size": 3, "activation": "relu"}},
                {"Dropout": 0.2},
                "Flatten",
                *SOFTMAX,
            ]
        },
    },
}


def write(folder: Path, stack: str = "dense", **sections: Any) -> Path:
    """Write a spec of 4 epochs of 8 steps, two in one chunk, with a checkpoint after each chunk."""
    file: Path = write_experiment(
        folder,
        **{
            "compile": COMPILE,
            "fit": {"epochs": 4, "batch_size": 8},
            "runtime": {"checkpoint": 1, "jit": False},
            **STACKS[stack],
            **sections,
        },
    )
    return file.relative_to(folder)


@dataclass(frozen=True)
class End:
    """What two runs must share to be equal to the bit."""

    weights: str
    optimizer: str
    steps: int
    history: list[dict[str, Any]]


def end_of(done: Done, folder: Path) -> End:
    """Return how a command that printed its outcome as JSON ended."""
    assert done.code == 0, done
    told = done.json()
    lines = read_history(Run(folder / told["run"]))
    assert [line["epoch"] for line in lines] == list(range(told["epochs"]))
    history = [{key: value for key, value in line.items() if key not in CLOCK} for line in lines]
    return End(told["weights_sha256"], told["optimizer_sha256"], told["steps"], history)


def positions(folder: Path) -> list[Position]:
    """Return where the checkpoints of the latest run stand, the farthest first."""
    return [position_of(path) for path in list_checkpoints(latest_run(folder / "runs"))]


Straight = Callable[[str], End]


@pytest.fixture(scope="session")
def straight(tmp_path_factory: pytest.TempPathFactory) -> Straight:
    """Tells how the run of a stack ends that nothing stops; each is trained once."""
    known: dict[str, End] = {}

    def end(stack: str) -> End:
        if stack not in known:
            folder = tmp_path_factory.mktemp(f"straight-{stack}")
            known[stack] = end_of(run(folder, "train", write(folder, stack), "--json"), folder)
        return known[stack]

    return end
