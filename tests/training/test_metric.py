"""The variables of metrics before the first step."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from kerasrun.training.metric import create_metric_variables
from kerasrun.training.score_chunk import ScoreChunk
from kerasrun.training.tensors import Tensors, load_tensors
from kerasrun.training.train_chunk import TrainChunk


class Watched(keras.Sequential):  # type: ignore[misc]
    """A model that counts how often its steps are traced."""

    traced = 0
    scored = 0

    def train_step(self, data: Any) -> Any:
        self.traced += 1
        return super().train_step(data)

    def test_step(self, data: Any) -> Any:
        self.scored += 1
        return super().test_step(data)


def compiled(metrics: list[Any]) -> Watched:
    model = Watched([keras.Input((3,)), keras.layers.Dense(2, activation="softmax")])
    model.compile("sgd", "categorical_crossentropy", metrics=metrics)
    model.optimizer.build(model.trainable_variables)
    return model


def split(rows: int) -> Tensors:
    generator = np.random.default_rng(0)
    return load_tensors(
        generator.random((rows, 3)).astype("float32"),
        np.eye(2, dtype="float32")[generator.integers(2, size=rows)],
    )


def test_metrics_have_their_variables_and_first_values() -> None:
    model = compiled(["accuracy", "auc"])
    before = len(model.metrics_variables)
    create_metric_variables(model, split(4))
    assert len(model.metrics_variables) > before
    assert all(not np.any(np.asarray(variable)) for variable in model.metrics_variables)


def test_values_that_are_there_stay() -> None:
    model, tensors = compiled(["accuracy"]), split(4)
    ScoreChunk(model).run(tensors, 2, 0, 2)
    before = [np.asarray(variable) for variable in model.metrics_variables]
    assert any(value.any() for value in before)
    create_metric_variables(model, tensors)
    for old, new in zip(before, model.metrics_variables, strict=True):
        np.testing.assert_array_equal(old, np.asarray(new))


def test_a_metric_that_fails_is_left_to_the_first_step() -> None:
    def broken(y_true: Any, y_pred: Any) -> Any:
        raise ValueError("not this way")

    create_metric_variables(compiled([broken]), split(4))


def test_a_step_is_traced_once_for_splits_of_any_length() -> None:
    model = compiled(["accuracy"])
    chunk = TrainChunk(model, split(10), batch_size=4, steps=3)
    for _ in range(2):
        chunk.run(np.arange(10, dtype=np.int32))
    score = ScoreChunk(model)
    for rows in (10, 7, 5):
        score.run(split(rows), 4, 0, 1)
    assert (model.traced, model.scored) == (1, 1)
