"""Runs that several tests of this room look at, trained once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kerasrun.job.outcome import Outcome
from kerasrun.job.train import train
from tests.experiment import experiment

DROPOUT = [{"Dense": {"units": 4, "activation": "relu"}}, {"Dropout": 0.5}, "BatchNormalization"]
SOFTMAX = {"Dense": {"units": 3, "activation": "softmax"}}


@pytest.fixture(autouse=True)
def _inside_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test's folder be the project, out of which no file is read."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, list[Any]]:
    """A finished run of a small classifier with dropout, and its events. Tests must leave it as it is."""
    folder: Path = tmp_path_factory.mktemp("finished")
    spec = experiment(folder, model={"layers": [*DROPOUT, SOFTMAX]}, expect={"test.accuracy": ">= 0"})
    events: list[Any] = []
    return train(spec, runs_dir=folder / "runs", notify=events.append), events
