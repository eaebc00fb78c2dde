from __future__ import annotations

import math
from pathlib import Path

from kerasrun.job.outcome import Outcome
from kerasrun.rundir.layout import Run
from kerasrun.spec.expect import Expectation


def test_json_has_the_keys_of_the_machine_face():
    missed = Expectation("test", "accuracy", ">=", 0.97)
    outcome = Outcome(
        run=Run(Path("runs/a")),
        status="finished",
        epochs=2,
        steps=6,
        scores={"test": {"loss": 0.5, "accuracy": 0.9}},
        rows={"test": 10},
        seconds={"train": 1.23456},
        weights_sha256="a",
        optimizer_sha256="b",
        baselines={"test": {"accuracy": 0.25}},
        missed=((missed, 0.9),),
    )
    assert outcome.as_json() == {
        "run": "runs/a",
        "status": "finished",
        "epochs": 2,
        "steps": 6,
        "scores": {"test": {"loss": 0.5, "accuracy": 0.9}},
        "baselines": {"test": {"accuracy": 0.25}},
        "rows": {"test": 10},
        "seconds": {"train": 1.235},
        "weights_sha256": "a",
        "optimizer_sha256": "b",
        "missed": [{"expected": "test.accuracy >= 0.97", "received": 0.9}],
    }


def test_expectation_without_a_score_is_missed():
    assert not Expectation("test", "accuracy", ">=", 0.0).holds(math.nan)
