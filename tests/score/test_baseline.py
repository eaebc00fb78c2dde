from __future__ import annotations

import json
from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.data.examples import ArrayExamples, Splits
from kerasrun.events import ignore
from kerasrun.score.baseline import learn_constants, parse_constants, score_baselines
from kerasrun.score.evaluate import evaluate

STREAM = np.random.default_rng(0)
IDS = np.array([2, 2, 2, 1, 1, 0, 2, 2, 1, 2])
OTHER = np.array([0, 1, 2, 2])
FREQUENCIES = np.array([0.1, 0.3, 0.6])


def one_hot(ids: Any) -> Any:
    return np.eye(3, dtype="float32")[ids]


def splits(train: Any, test: Any) -> Splits:
    made = [ArrayExamples(STREAM.normal(size=(len(y), 4)).astype("float32"), y) for y in (train, test)]
    return Splits(made[0], None, made[1])


def baselines(train: Any, test: Any, units: int, loss: Any, *metrics: Any, **layer: Any) -> dict[str, Any]:
    """Return the baselines of a model that has been scored."""
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(units, **layer)])
    model.compile("sgd", loss, metrics=list(metrics))
    data = splits(train, test)
    evaluate(model, data, batch_size=4, notify=ignore)
    return scored(model, data)


def scored(model: keras.Sequential, data: Splits) -> dict[str, Any]:
    return score_baselines(model, dict(data.items()), learn_constants(data.train, model))


def entropy(ids: Any) -> float:
    return float(-np.log(FREQUENCIES[ids]).mean())


@pytest.mark.parametrize(
    ("form", "loss", "activation"),
    [
        (one_hot, "categorical_crossentropy", "softmax"),
        (one_hot, keras.losses.CategoricalCrossentropy(from_logits=True), None),
        (np.array, "sparse_categorical_crossentropy", "softmax"),
        (np.array, keras.losses.SparseCategoricalCrossentropy(from_logits=True), None),
        (lambda ids: np.array(ids).reshape(-1, 1), "sparse_categorical_crossentropy", "softmax"),
    ],
)
def test_classes_are_answered_with_the_training_frequencies(form: Any, loss: Any, activation: Any) -> None:
    found = baselines(form(IDS), form(OTHER), 3, loss, "accuracy", activation=activation)
    assert found["train"] == pytest.approx({"loss": entropy(IDS), "accuracy": 0.6}, rel=1e-5)
    # The most frequent class of the training rows, not of the test rows.
    assert found["test"] == pytest.approx({"loss": entropy(OTHER), "accuracy": 0.5}, rel=1e-5)


def test_a_class_that_training_never_saw_costs_what_keras_says() -> None:
    found = baselines(one_hot(IDS[IDS > 0]), one_hot(OTHER), 3, "categorical_crossentropy")
    assert found["test"]["loss"] > -np.log(1e-7) / 4


@pytest.mark.parametrize("logits", [True, False])
def test_two_classes(logits: bool) -> None:
    labels = (IDS == 2).astype("float32").reshape(-1, 1)
    loss = keras.losses.BinaryCrossentropy(from_logits=logits)
    found = baselines(labels, labels[:2], 1, loss, "accuracy", "mae")
    expected = -0.6 * np.log(0.6) - 0.4 * np.log(0.4)
    assert found["train"] == pytest.approx({"loss": expected, "accuracy": 0.6, "mae": 0.4}, rel=1e-5)
    assert found["test"] == pytest.approx({"loss": -np.log(0.6), "accuracy": 1.0, "mae": 0.0}, rel=1e-5)


def test_values_are_answered_with_mean_and_median() -> None:
    y = STREAM.exponential(size=(51, 2)).astype("float32")
    test = STREAM.exponential(size=(7, 2)).astype("float32")
    metrics = [keras.metrics.RootMeanSquaredError(name="rmse"), keras.metrics.R2Score(name="r2"), "mae"]
    found = baselines(y, test, 2, "mse", *metrics)
    assert found["train"]["r2"] == pytest.approx(0, abs=1e-5)
    for split, targets in (("train", y), ("test", test)):
        error = float(((targets - y.mean(axis=0)) ** 2).mean())
        assert found[split]["loss"] == pytest.approx(error, rel=1e-5)
        assert found[split]["rmse"] == pytest.approx(error**0.5, rel=1e-5)
        assert found[split]["mae"] == pytest.approx(np.abs(targets - np.median(y, axis=0)).mean(), rel=1e-5)


def test_every_step_of_a_sequence_has_its_own_frequencies() -> None:
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(6), keras.layers.Reshape((2, 3))])
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    ids = np.stack([IDS, np.zeros_like(IDS)], axis=1)
    data = splits(ids, ids)
    evaluate(model, data, batch_size=4, notify=ignore)
    assert scored(model, data)["train"] == pytest.approx(
        {"loss": entropy(IDS) / 2, "accuracy": 0.8}, rel=1e-4
    )


@pytest.mark.parametrize(
    ("loss", "metrics", "names"),
    [
        ("huber", [], set()),
        (keras.losses.MeanSquaredError(reduction="sum"), ["mse"], {"mse"}),
        (lambda y, p: keras.ops.mean((y - p) ** 2, axis=-1), ["mae"], {"mae"}),
        ("mse", ["accuracy", "binary_crossentropy", "cosine_similarity"], {"loss"}),
        (
            "mse",
            [keras.metrics.MeanSquaredError(name="a"), keras.metrics.MeanAbsoluteError(name="a")],
            {"loss"},
        ),
    ],
)
def test_what_has_no_best_constant_has_no_baseline(loss: Any, metrics: list[Any], names: set[str]) -> None:
    y = 3 * STREAM.normal(size=(12, 2)).astype("float32")
    assert set(baselines(y, y, 2, loss, *metrics)["train"]) == names


def test_ids_have_no_mean() -> None:
    # Keras compares the ids with each of the outputs.
    ids = IDS.reshape(-1, 1)
    found = baselines(ids, ids, 3, "sparse_categorical_crossentropy", "mse", "mae", activation="softmax")
    assert set(found["train"]) == {"loss"}


def test_an_ignored_class_leaves_no_baseline() -> None:
    loss = keras.losses.SparseCategoricalCrossentropy(ignore_class=2)
    assert baselines(IDS, OTHER, 3, loss, activation="softmax")["train"] == {}


def test_many_batches_of_answers_are_one_score(monkeypatch: pytest.MonkeyPatch) -> None:
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
    model.compile("sgd", "categorical_crossentropy", metrics=["accuracy", keras.metrics.R2Score()])
    data = splits(one_hot(IDS), one_hot(OTHER))
    before = evaluate(model, data, batch_size=4, notify=ignore)
    whole = scored(model, data)
    monkeypatch.setattr("kerasrun.score.baseline.LARGEST", 9)
    assert scored(model, data)["train"] == pytest.approx(whole["train"], rel=1e-5, abs=1e-6)
    assert evaluate(model, data, batch_size=4, notify=ignore) == before


def test_constants_are_kept_unless_they_are_many() -> None:
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    data = splits(IDS, OTHER)
    evaluate(model, data, batch_size=4, notify=ignore)
    constants = learn_constants(data.train, model)
    assert constants is not None
    kept = parse_constants(json.loads(json.dumps(constants.as_json())))
    assert score_baselines(model, dict(data.items()), kept) == scored(model, data)
    wide = np.zeros((2, 1001), "float32")
    assert constants._replace(mean=wide).as_json() is None


def test_targets_of_another_form_have_no_constants() -> None:
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    model.compile("sgd", "mse")
    wide = ArrayExamples(np.ones((2, 4), "float32"), np.ones((2, 5), "float32"))
    constants = learn_constants(wide, model)
    assert constants is None
    assert score_baselines(model, {"data": wide}, constants) == {"data": {}}
    assert parse_constants(None) is None
