from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.events import (
    Warned,
)
from kerasrun.job.evaluate import evaluate
from kerasrun.job.load import load_spec
from kerasrun.job.train import train
from kerasrun.rundir.environment import read_environment
from tests.experiment import SOFTMAX, experiment, rows, save_npz

GRAPH = {"loss": "categorical_crossentropy", "run_eagerly": False}


def test_test_rows_do_not_matter_to_training(tmp_path):
    x, y = rows(40)
    hashes: list[Any] = []
    for index in range(2):
        x_test, y_test = rows(15 + index, seed=index)
        folder = tmp_path / str(index)
        source = save_npz(folder, x_train=x, y_train=y, x_test=x_test * 1e6 * index, y_test=y_test)
        layers = ["Normalization", *SOFTMAX]
        spec = experiment(folder, data={"source": source, "validation": 0.25}, model={"layers": layers})
        outcome = train(spec, runs_dir=folder / "runs")
        hashes.append((outcome.weights_sha256, outcome.scores["train"], outcome.scores["validation"]))
    assert hashes[0] == hashes[1]


def test_validation_rows_do_not_matter_to_what_layers_learn(tmp_path):
    x, y = rows(40)
    x_val, y_val = rows(8)
    source = save_npz(tmp_path, x_train=x, y_train=y, x_val=x_val + 1000, y_val=y_val)
    spec = experiment(
        tmp_path, data={"source": source}, model={"layers": [{"Rescaling": 2.0}, "Normalization", *SOFTMAX]}
    )
    outcome = train(spec, runs_dir=tmp_path / "runs")
    learned = keras.models.load_model(outcome.run.model_file).layers[1]
    np.testing.assert_allclose(np.asarray(learned.mean).reshape(-1), x.mean(axis=0) * 2, rtol=1e-4, atol=1e-6)
    assert evaluate(outcome.run).scores == outcome.scores


def test_text_from_file_to_score(tmp_path):
    texts = np.array(["good film", "bad film", "a good one", "so bad", "good", "bad"] * 4)
    ids = np.array([1, 0] * 12)
    source = save_npz(tmp_path, x_train=texts, y_train=ids, x_test=texts[:5], y_test=ids[:5])
    layers = [
        {"TextVectorization": {"max_tokens": 20, "output_sequence_length": 4}},
        {"Embedding": {"input_dim": 20, "output_dim": 4}},
        "GlobalAveragePooling1D",
        {"Dense": {"units": 1, "activation": "sigmoid"}},
    ]
    spec = experiment(
        tmp_path,
        data={"source": source, "validation": 0.25},
        model={"dtype": "string", "layers": layers},
        compile={**GRAPH, "loss": "binary_crossentropy", "optimizer": {"Adam": 0.2}, "metrics": ["accuracy"]},
        fit={"epochs": 6, "batch_size": 8},
    )
    outcome = train(spec, runs_dir=tmp_path / "runs")
    assert outcome.scores["test"]["accuracy"] == 1.0
    # Another text file under the same name: the words the model knows stay those it was trained with.
    before = keras.models.load_model(outcome.run.model_file).layers[0].get_vocabulary()
    shuffled = np.array(["film film film one so"] * 24)
    save_npz(tmp_path, x_train=shuffled, y_train=ids, x_test=texts[:5], y_test=ids[:5])
    again = evaluate(outcome.run)
    assert again.scores["test"] == outcome.scores["test"]
    assert again.scores["train"] != outcome.scores["train"]
    assert "good" in [str(word) for word in before]
    train(spec, runs_dir=tmp_path / "runs", smoke=True)


def test_lookups_score_the_same_again(tmp_path):
    colours = np.array([["red"], ["blue"], ["green"]] * 8)
    source = save_npz(tmp_path, x_train=colours, y_train=np.arange(24) % 3)
    layers = [{"StringLookup": {"output_mode": "one_hot", "max_tokens": 4}}, *SOFTMAX]
    spec = experiment(
        tmp_path, data={"source": source, "validation": 0.25}, model={"dtype": "string", "layers": layers}
    )
    outcome = train(spec, runs_dir=tmp_path / "runs")
    assert evaluate(outcome.run).scores == outcome.scores


@pytest.mark.parametrize("precision", ["mixed_bfloat16", "mixed_float16", "bfloat16", "float64"])
def test_precisions_train(tmp_path, precision):
    spec = experiment(tmp_path, runtime={"precision": precision}, fit={"epochs": 1})
    outcome = train(spec, runs_dir=tmp_path / "runs")
    assert math.isfinite(outcome.scores["test"]["loss"])
    assert evaluate(outcome.run).scores == outcome.scores
    assert read_environment(outcome.run)["runtime"]["precision"] == precision


def test_compilation_with_xla_is_recorded(tmp_path):
    for jit in (True, False):
        runtime = {"jit": jit, "devices": "cpu"}
        spec = experiment(tmp_path, compile=GRAPH, runtime=runtime, fit={"epochs": 1})
        environment = read_environment(train(spec, runs_dir=tmp_path / "runs").run)
        wanted = {"precision": "float32", "jit": jit, "deterministic": False, "engine": "loop", "chunk": 2}
        assert environment["runtime"] == wanted
        assert environment["devices"] == ["CPU"]


def test_determinism_repeats_and_leaves_xla_out(tmp_path):
    events: list[Any] = []
    settings = {"jit": True, "deterministic": True}
    spec = experiment(tmp_path, compile=GRAPH, runtime=settings, fit={"epochs": 1})
    first, second = (train(spec, runs_dir=tmp_path / "runs", notify=events.append) for _ in range(2))
    assert first.weights_sha256 == second.weights_sha256
    runtime = read_environment(first.run)["runtime"]
    assert (runtime["jit"], runtime["deterministic"]) == (False, True)
    warned = [event.message for event in events if isinstance(event, Warned)]
    assert warned[0].startswith("runtime.jit is true")


def test_text_and_xla_do_not_go_together(tmp_path):
    source = save_npz(tmp_path, x_train=np.array([["a"], ["b"], ["c"]] * 4), y_train=np.arange(12) % 3)
    layers = [{"StringLookup": {"output_mode": "one_hot", "max_tokens": 4}}, *SOFTMAX]
    events: list[Any] = []
    spec = experiment(
        tmp_path,
        data={"source": source},
        model={"dtype": "string", "layers": layers},
        compile=GRAPH,
        runtime={"jit": True},
        fit={"epochs": 1, "batch_size": 4},
    )
    train(spec, runs_dir=tmp_path / "runs", notify=events.append)
    assert [event for event in events if isinstance(event, Warned)]


def test_accumulated_steps_are_those_of_keras_and_of_a_larger_batch(tmp_path):
    x, y = rows(48)
    weights: list[Any] = []
    hashes: list[str] = []
    own = {"SGD": {"learning_rate": 0.1, "gradient_accumulation_steps": 2}}
    for index, (optimizer, fit) in enumerate(
        [
            ({"SGD": 0.1}, {"batch_size": 8, "accumulate": 2}),
            (own, {"batch_size": 8}),
            ({"SGD": 0.1}, {"batch_size": 16}),
        ]
    ):
        folder = tmp_path / str(index)
        compiled = {"optimizer": optimizer, "loss": "categorical_crossentropy"}
        source = save_npz(folder, x_train=x, y_train=y)
        fit = {"epochs": 2, "shuffle": False, **fit}
        spec = experiment(folder, data={"source": source}, compile=compiled, fit=fit)
        outcome = train(spec, runs_dir=folder / "runs")
        hashes.append(outcome.weights_sha256)
        weights.append(keras.models.load_model(outcome.run.model_file).get_weights())
    assert hashes[0] == hashes[1]
    for small, large in zip(weights[0], weights[2], strict=True):
        np.testing.assert_allclose(small, large, rtol=1e-4, atol=1e-6)


def test_a_resolved_spec_accumulates_the_same(tmp_path):
    spec = experiment(tmp_path, fit={"epochs": 1, "batch_size": 16, "accumulate": 3})
    outcome = train(spec, runs_dir=tmp_path / "runs")
    resolved = load_spec(outcome.run.directory / "resolved.yaml")
    assert resolved.fit.accumulate == 3
    assert resolved.optimizer is not None
    assert resolved.optimizer.arguments["gradient_accumulation_steps"] == 3
    assert evaluate(outcome.run).scores == outcome.scores
