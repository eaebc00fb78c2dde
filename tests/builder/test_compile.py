from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.builder.compile import compile_model, make_portable
from kerasrun.builder.model import build_model
from kerasrun.errors import BuildError, UsageError
from tests.experiment import experiment

X = np.random.default_rng(0).normal(size=(24, 4)).astype("float32")
Y = np.eye(3, dtype="float32")[np.arange(24) % 3]
ERROR = {"formula": "mean(abs(y_true - y_pred), axis=-1)", "name": "error"}
SQUARES = {"formula": "mean((y_true - y_pred) ** 2, axis=-1)", "name": "squares"}


def build(folder: Any, compile_section: dict[str, Any], **more: Any) -> Any:
    spec = experiment(folder, compile={"loss": "categorical_crossentropy", **compile_section})
    assert spec.compile is not None
    placed = list(spec.model.placed_layers())
    keras.utils.set_random_seed(0)
    model = build_model(placed, name="m", input_shape=[4], document=spec.document)
    compile_model(model, spec.compile, document=spec.document, **more)
    return model, spec.compile


def score(model: Any) -> dict[str, float]:
    return dict(model.evaluate(X, Y, verbose=0, return_dict=True))


def test_names_are_keras_own(tmp_path):
    model, _ = build(tmp_path, {"optimizer": "adam", "metrics": ["accuracy", "mse", "AUC"]})
    assert isinstance(model.optimizer, keras.optimizers.Adam)
    assert set(score(model)) == {"loss", "accuracy", "mse", "auc"}


def test_short_accuracy_follows_the_loss(tmp_path):
    model, _ = build(tmp_path, {"loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]})
    ids = Y.argmax(axis=1)
    found = model.evaluate(X, ids, verbose=0, return_dict=True)["accuracy"]
    predicted = np.asarray(model(X)).argmax(axis=1)
    assert found == pytest.approx(np.mean(predicted == ids))


def test_formula_metric_and_loss_are_means_over_rows(tmp_path):
    model, _ = build(tmp_path, {"loss": SQUARES, "metrics": [ERROR]})
    predicted = np.asarray(model(X))
    found = score(model)
    assert found["loss"] == pytest.approx(np.mean((Y - predicted) ** 2), rel=1e-5)
    assert found["error"] == pytest.approx(np.mean(abs(Y - predicted)), rel=1e-5)


def test_formula_metric_equals_the_one_of_keras(tmp_path):
    model, _ = build(tmp_path, {"metrics": [ERROR, "mae"]})
    found = score(model)
    assert found["error"] == pytest.approx(found["mae"], rel=1e-6)


def test_formula_loss_trains(tmp_path):
    model, _ = build(tmp_path, {"loss": SQUARES, "optimizer": {"Adam": 0.1}})
    losses = model.fit(X, Y, epochs=5, verbose=0).history["loss"]
    assert losses[-1] < losses[0]


def test_weighted_metrics_follow_weights(tmp_path):
    model, _ = build(tmp_path, {"weighted_metrics": ["mae"]})
    weights = np.zeros(24)
    weights[0] = 1.0
    found = model.evaluate(X, Y, sample_weight=weights, verbose=0, return_dict=True)["mae"]
    assert found == pytest.approx(np.mean(abs(Y[0] - np.asarray(model(X))[0])), rel=1e-4)


def test_python_metric_runs_when_allowed(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text("import keras\ndef mean_pred(y_true, y_pred):\n    return keras.ops.mean(y_pred)\n")
    section = {"metrics": [{"python": "mine.py:mean_pred"}]}
    model, _ = build(tmp_path, section, code={"mine.py:mean_pred": file}, allow_code=True)
    assert score(model)["mean_pred"] == pytest.approx(1 / 3, rel=1e-5)
    with pytest.raises(UsageError, match="mine.py:mean_pred"):
        build(tmp_path, section, code={"mine.py:mean_pred": file})


def test_settings_reach_keras(tmp_path):
    model, _ = build(tmp_path, {"run_eagerly": True, "steps_per_execution": 1}, jit=True)
    assert model.run_eagerly
    assert not model.jit_compile
    model, _ = build(tmp_path, {"steps_per_execution": 4, "run_eagerly": False}, jit=True)
    assert model.steps_per_execution == 4
    assert model.jit_compile


def test_object_that_keras_refuses_is_named_with_its_line(tmp_path, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise ValueError("no such momentum")

    monkeypatch.setattr(keras.optimizers.SGD, "__init__", refuse)
    with pytest.raises(BuildError, match="Keras refuses this SGD: no such momentum") as caught:
        build(tmp_path, {"optimizer": {"SGD": {"momentum": 0.5}}})
    assert caught.value.mark is not None
    assert "SGD" in (tmp_path / "tiny.yaml").read_text().splitlines()[caught.value.mark.line - 1]


def test_metric_that_cannot_be_loaded_again_is_refused(tmp_path):
    with pytest.raises(BuildError, match="Keras cannot save this AUC"):
        build(tmp_path, {"metrics": [{"AUC": {"multi_label": True, "label_weights": [1.0, 1.0, 2.0]}}]})


def test_portable_model_is_the_model_where_all_is_keras_own(tmp_path):
    model, spec = build(tmp_path, {"metrics": ["accuracy"]})
    assert make_portable(spec)(model) is model


def test_portable_model_drops_foreign_metrics_and_keeps_the_rest(tmp_path):
    section = {"metrics": [ERROR, "accuracy"], "weighted_metrics": ["mae", {**ERROR, "name": "other"}]}
    model, spec = build(tmp_path, section)
    model.fit(X, Y, epochs=2, verbose=0)
    make_portable(spec)(model).save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    assert set(score(loaded)) == {"loss", "accuracy", "mae"}
    assert score(loaded)["loss"] == pytest.approx(score(model)["loss"], rel=1e-6)
    same = zip(loaded.optimizer.variables, model.optimizer.variables, strict=True)
    assert all(np.array_equal(mine, other) for mine, other in same)


def test_portable_model_of_a_foreign_loss_is_not_compiled_and_keeps_the_optimizer(tmp_path):
    model, spec = build(tmp_path, {"loss": SQUARES})
    model.fit(X, Y, epochs=2, verbose=0)
    make_portable(spec)(model).save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    assert not loaded.compiled
    np.testing.assert_allclose(loaded.predict(X, verbose=0), model.predict(X, verbose=0))
    fresh, _ = build(tmp_path, {"loss": SQUARES})
    fresh.optimizer.build(fresh.trainable_variables)
    fresh.load_weights(tmp_path / "m.keras")
    same = zip(fresh.optimizer.variables, model.optimizer.variables, strict=True)
    assert all(np.array_equal(mine, other) for mine, other in same)
