"""What a job gives back: the Python API's return values and the command line's JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kerasrun.rundir.layout import Run
from kerasrun.spec.expect import Expectation


@dataclass(frozen=True)
class Outcome:
    """A trained or evaluated run."""

    run: Run
    status: str
    """finished, interrupted or failed."""
    epochs: int
    """Whole epochs trained."""
    steps: int
    """Batches trained."""
    scores: Mapping[str, Mapping[str, float]]
    """Split ("train", "validation", "test") to score name to value, with the final weights."""
    rows: Mapping[str, int]
    """Rows of each split."""
    seconds: Mapping[str, float]
    """Seconds of loading data, building, training and evaluating."""
    weights_sha256: str
    """Over the bytes of `model.variables`."""
    optimizer_sha256: str
    """Over the bytes of `optimizer.variables`."""
    baselines: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Split to score name to what the best constant answer scores, where there is one: see
    `kerasrun.score.baseline`."""
    missed: tuple[tuple[Expectation, float], ...] = field(default=())
    """Expectations of the spec that the scores do not meet, with the score."""

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as `--json` prints it."""
        return {
            "run": str(self.run.directory),
            "status": self.status,
            "epochs": self.epochs,
            "steps": self.steps,
            "scores": {split: dict(scores) for split, scores in self.scores.items()},
            "baselines": {split: dict(scores) for split, scores in self.baselines.items()},
            "rows": dict(self.rows),
            "seconds": {phase: round(seconds, 3) for phase, seconds in self.seconds.items()},
            "weights_sha256": self.weights_sha256,
            "optimizer_sha256": self.optimizer_sha256,
            "missed": [
                {"expected": str(expectation), "received": score} for expectation, score in self.missed
            ],
        }
