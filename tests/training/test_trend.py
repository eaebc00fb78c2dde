from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from kerasrun.training.trend import Trend


def said(columns: Mapping[str, Sequence[float]], **options: Any) -> list[str]:
    """Return what is said of the columns of a history, each message as its first words."""
    trend = Trend(**{"validation_rows": 10000, **options})
    count = len(next(iter(columns.values())))
    lines = [{"epoch": i, **{name: values[i] for name, values in columns.items()}} for i in range(count)]
    return [message for line in lines for message in trend.see(line)]


def test_a_loss_that_does_not_fall() -> None:
    (message,) = said({"loss": [2.3, 2.3, 2.29, 2.3, 2.31, 2.3, 2.3, 2.3]})
    assert "fell by less than 5% in 5 epochs, from 2.3 to 2.29" in message


@pytest.mark.parametrize(
    ("losses", "first"),
    [
        ([2.3, 2.2, 2.1, 2.0, 1.9, 1.8], None),
        # It had learnt all there is before the first epoch ended.
        ([0.5, 0.5, 0.5, 0.5, 0.5, 0.5], 2.3),
        ([2.3, 2.3, 2.3, 2.3, 2.3], None),
        ([-0.5, -0.5, -0.5, -0.5, -0.5, -0.5], None),
        ([1.0, 0.01, 0.03, 0.01, 0.03, 0.01], None),
    ],
)
def test_healthy_losses(losses: list[float], first: float | None) -> None:
    trend = Trend(first_loss=first)
    for epoch, loss in enumerate(losses):
        assert list(trend.see({"epoch": epoch, "loss": loss})) == []


def test_a_loss_that_rises_is_told_once() -> None:
    (message,) = said({"loss": [1.0, 0.9, 1.9, 4.0, 9.0]})
    assert message.startswith("the loss rose to 1.9, from 0.9: training diverges")


def test_validation_that_is_better_than_training() -> None:
    columns = {"accuracy": [0.5, 0.6, 0.7, 0.7, 0.7], "val_accuracy": [0.7, 0.8, 0.9, 0.9, 0.9]}
    (message,) = said(columns)
    assert message.startswith("val_accuracy 0.9 is better than accuracy 0.7")
    assert said(columns, random_layers=True) == []
    assert said(columns, validation_rows=20) == []
    # In training it is the mean over an epoch in which the model learns: the next epoch tells.
    rising = {"accuracy": [0.2, 0.5, 0.7, 0.8, 0.9], "val_accuracy": [0.5, 0.7, 0.8, 0.9, 0.92]}
    assert said(rising) == []


def test_training_that_is_far_better_than_validation() -> None:
    columns = {"accuracy": [0.5, 0.9, 1.0, 1.0], "val_accuracy": [0.5, 0.5, 0.5, 0.5]}
    (message,) = said(columns)
    assert message.startswith("accuracy 1 is far better than val_accuracy 0.5: the model learns the training")
    assert said(columns, validation_rows=5) == []


def test_a_validation_loss_that_rises() -> None:
    columns = {"loss": [1.0, 0.8, 0.6, 0.4, 0.2], "val_loss": [1.0, 0.9, 1.0, 1.1, 1.2]}
    (message,) = said(columns)
    assert message.startswith("val_loss rises since epoch 2 while the loss falls")
    assert said({"loss": [1.0, 0.8, 0.6, 0.4], "val_loss": [1.0, 1.001, 1.002, 1.003]}) == []


def test_over_fitting_is_said_in_one_way() -> None:
    columns = {
        "loss": [1.0, 0.8, 0.6, 0.4, 0.2],
        "val_loss": [1.0, 1.1, 1.2, 1.3, 1.4],
        "accuracy": [0.5, 0.9, 1.0, 1.0, 1.0],
        "val_accuracy": [0.5, 0.5, 0.5, 0.5, 0.5],
    }
    assert len(said(columns)) == 1


def test_epochs_without_validation_are_passed_over() -> None:
    trend = Trend(validation_rows=1000)
    for epoch in range(8):
        line: dict[str, float] = {"epoch": epoch, "loss": 1 / (epoch + 1), "accuracy": 0.9}
        if epoch % 2:
            line |= {"val_loss": 1.0, "val_accuracy": 0.9}
        assert list(trend.see(line)) == []
