"""A tiny regression for the tests of this room, trained by `train` with all that it says kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.data.examples import ArrayExamples
from kerasrun.training.interrupt import StopRequest
from kerasrun.training.keeper import Checkpoints
from kerasrun.training.plan import Plan
from kerasrun.training.train import Training, train

Make = Callable[..., "Trial"]


@dataclass
class Trial:
    """A training with its lines of history and its events."""

    model: Any
    lines: list[dict[str, Any]] = field(default_factory=list)
    events: list[Any] = field(default_factory=list)
    stop: StopRequest = field(default_factory=StopRequest)
    training: Training | None = None

    def of(self, kind: type) -> list[Any]:
        """Return the events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]


def examples(rows: int, value: float = 1.0) -> ArrayExamples:
    stream = np.random.default_rng(rows)
    inputs = stream.normal(size=(rows, 2)).astype("float32") * value
    return ArrayExamples(inputs, inputs.sum(axis=1, keepdims=True))


@pytest.fixture
def trial() -> Make:
    """Train a linear model; keywords are those of Plan, `optimizer`, `callbacks`, `on_event` and the data."""

    def run(
        *,
        optimizer: Any = "sgd",
        callbacks: Any = (),
        on_event: Callable[[Any, Trial], None] = lambda event, made: None,
        data: ArrayExamples | None = None,
        validation: ArrayExamples | None = None,
        compiled: dict[str, Any] | None = None,
        checkpoints: Checkpoints | None = None,
        **plan: Any,
    ) -> Trial:
        keras.utils.set_random_seed(0)
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        # Tracing a graph costs more than these few steps; `compiled` switches it on.
        settings = {"loss": "mse", "metrics": ["mae"], "run_eagerly": True, **(compiled or {})}
        model.compile(optimizer=optimizer, **settings)
        made = Trial(model)

        def notify(event: Any) -> None:
            made.events.append(event)
            on_event(event, made)

        made.training = train(
            model,
            data if data is not None else examples(20),
            validation,
            Plan(**{"epochs": 2, "batch_size": 8, **plan}),
            callbacks=callbacks,
            record=lambda line: made.lines.append(dict(line)),
            notify=notify,
            stop=made.stop,
            checkpoints=checkpoints,
        )
        return made

    return run
