from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.data.examples import ArrayExamples, Splits
from kerasrun.errors import BuildError, DataError
from kerasrun.events import ignore
from kerasrun.score.evaluate import evaluate, missed_expectations
from kerasrun.spec.expect import Expectation

STREAM = np.random.default_rng(0)


def rows(count: int) -> ArrayExamples:
    inputs = STREAM.normal(size=(count, 4)).astype("float32")
    return ArrayExamples(inputs, np.eye(3, dtype="float32")[STREAM.integers(0, 3, count)])


@pytest.fixture(scope="module")
def model():
    keras.utils.set_random_seed(0)
    layers = [keras.layers.Dropout(0.5), keras.layers.Dense(3, activation="softmax")]
    made = keras.Sequential([keras.Input((4,)), *layers])
    made.compile("sgd", "categorical_crossentropy", metrics=["accuracy", keras.metrics.F1Score()])
    return made


def test_scores_are_those_of_keras(model):
    splits = Splits(rows(20), rows(7), rows(9))
    events: list[Any] = []
    scores = evaluate(model, splits, batch_size=8, notify=events.append)
    assert list(scores) == ["train", "validation", "test"]
    for name, examples in splits.items():
        expected = model.evaluate(
            examples.inputs, examples.targets, batch_size=8, verbose=0, return_dict=True
        )
        per_class = expected.pop("f1_score")
        expected |= {f"f1_score_{index}": value for index, value in enumerate(per_class)}
        assert list(scores[name])[0] == "loss"
        assert scores[name] == pytest.approx(expected, rel=1e-6)
    assert [event.split for event in events] == ["train", "validation", "test"]
    assert events[0].scores == scores["train"]


def test_scores_are_means_over_rows_whatever_the_batches(model):
    splits = Splits(rows(20))
    whole, parts = (evaluate(model, splits, batch_size=size, notify=ignore)["train"] for size in (20, 7))
    assert parts == pytest.approx(whole, rel=1e-5)


def test_stateful_layers_begin_every_split_at_zero():
    keras.utils.set_random_seed(0)
    cells = keras.layers.Bidirectional(keras.layers.LSTM(3, stateful=True, return_sequences=True))
    layers = [cells, keras.layers.GRU(2, stateful=True), keras.layers.Dense(1)]
    made = keras.Sequential([keras.Input((5, 2), batch_size=4), *layers])
    made.compile("sgd", "mse")
    inputs = STREAM.normal(size=(8, 5, 2)).astype("float32")
    data = ArrayExamples(inputs, np.ones((8, 1), "float32"))
    scores = evaluate(made, Splits(data, data, data), batch_size=4, notify=ignore)
    assert scores["train"] == scores["validation"] == scores["test"]
    assert evaluate(made, Splits(data), batch_size=4, notify=ignore)["train"] == scores["train"]


def test_vocabularies_survive_scoring():
    lookup = keras.layers.StringLookup(vocabulary=["a", "b"], output_mode="one_hot")
    made = keras.Sequential([keras.Input((1,), dtype="string"), lookup, keras.layers.Dense(1)])
    made.compile("sgd", "mse")
    data = ArrayExamples(np.array([["a"], ["b"], ["c"]]), np.ones((3, 1), "float32"))
    scores = evaluate(made, Splits(data), batch_size=2, notify=ignore)
    assert math.isfinite(scores["train"]["loss"])
    assert lookup.vocabulary_size() == 3


def test_targets_that_do_not_fit_are_explained(model):
    data = ArrayExamples(np.ones((4, 4), "float32"), np.ones((4, 2), "float32"))
    # Keras sees the shapes while it traces, TensorFlow while it runs: which, depends on what was traced.
    with pytest.raises((BuildError, DataError), match="a step on the data failed|refuses to score"):
        evaluate(model, Splits(data), batch_size=2, notify=ignore)


def test_expectations_that_are_missed():
    met = Expectation("test", "accuracy", ">=", 0.5)
    missed = Expectation("test", "loss", "<", 0.1)
    unknown = Expectation("validation", "accuracy", ">", 0.0)
    scores = {"test": {"accuracy": 0.5, "loss": 0.25}}
    found = missed_expectations([met, missed, unknown], scores)
    assert [expectation for expectation, _ in found] == [missed, unknown]
    assert found[0][1] == 0.25
    assert math.isnan(found[1][1])


def test_score_that_is_no_number_meets_nothing():
    expectation = Expectation("test", "loss", "<=", 1e9)
    assert missed_expectations([expectation], {"test": {"loss": math.nan}}) != []
