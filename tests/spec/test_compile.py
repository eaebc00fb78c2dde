from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kerasrun.errors import Issue
from kerasrun.spec.compile import METRIC_LIMIT


def test_defaults_are_keras_s(parse: Callable[[str], Any]) -> None:
    section = parse("compile: {loss: mse}\n").compile
    assert section.optimizer.keras_name == "RMSprop"
    assert section.optimizer.filled_arguments()["learning_rate"] == 0.001
    assert (section.metrics, section.run_eagerly, section.steps_per_execution) == ([], False, 1)


def test_all_metrics(parse: Callable[[str], Any]) -> None:
    section = parse("compile: {loss: mse, metrics: [mae], weighted_metrics: [accuracy]}\n").compile
    assert [metric.name for metric in section.all_metrics()] == ["mae", "accuracy"]


def test_the_number_of_metrics(found: Callable[[str], list[Issue]]) -> None:
    text = f"compile: {{loss: mse, metrics: [{', '.join(['mae'] * (METRIC_LIMIT + 1))}]}}\n"
    assert found(text)[0].message.startswith("expected a list with at most 100 items, received the list")
