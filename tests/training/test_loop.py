"""The loop against Keras's own `fit`, on the same order of the rows: the same losses, the same weights."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.data.examples import ArrayExamples
from kerasrun.events import BatchEnded, ignore
from kerasrun.training.interrupt import StopRequest
from kerasrun.training.plan import Plan
from kerasrun.training.train import train

L = keras.layers
ROWS, CLASSES = 52, 3
"""Neither the batch size of 8 nor a chunk of 3 batches divides the rows."""


def vectors(classes: int = CLASSES) -> ArrayExamples:
    stream = np.random.default_rng(1)
    labels = stream.integers(0, classes, ROWS)
    inputs = stream.normal(size=(ROWS, 5)).astype("float32") + labels[:, None]
    return ArrayExamples(inputs, np.eye(classes, dtype="float32")[labels])


def images() -> ArrayExamples:
    stream = np.random.default_rng(2)
    return ArrayExamples(stream.random((ROWS, 8, 8, 1)).astype("float32"), vectors().targets)


def sequences() -> ArrayExamples:
    stream = np.random.default_rng(3)
    return ArrayExamples(stream.random((ROWS, 6, 4)).astype("float32"), vectors().targets)


def ids() -> ArrayExamples:
    stream = np.random.default_rng(4)
    return ArrayExamples(stream.integers(0, 9, (ROWS, 6)).astype("int32"), vectors().targets.argmax(1))


def softmax() -> Any:
    return L.Dense(CLASSES, activation="softmax")


CASES: dict[str, dict[str, Any]] = {
    "dense": {"layers": lambda: [L.Dense(6, activation="relu"), softmax()]},
    "dropout, batch norm, penalties": {
        "layers": lambda: [
            L.Dense(6, activation="relu", kernel_regularizer="l2"),
            L.BatchNormalization(),
            L.Dropout(0.3),
            softmax(),
        ],
        "optimizer": lambda: keras.optimizers.Adam(
            keras.optimizers.schedules.ExponentialDecay(0.01, 5, 0.9), clipnorm=1.0
        ),
    },
    "class weights and metrics": {
        "layers": lambda: [softmax()],
        "metrics": ["accuracy", keras.metrics.AUC, keras.metrics.F1Score],
        "weighted_metrics": ["accuracy"],
        "class_weight": {0: 1.0, 1: 2.0, 2: 0.5},
    },
    "accumulation": {
        "layers": lambda: [softmax()],
        "optimizer": lambda: keras.optimizers.SGD(0.1, gradient_accumulation_steps=2),
    },
    "averaged weights": {
        "layers": lambda: [softmax()],
        "optimizer": lambda: keras.optimizers.SGD(0.1, use_ema=True, ema_overwrite_frequency=3),
    },
    "loss scaling": {
        "layers": lambda: [softmax()],
        "optimizer": lambda: keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam()),
    },
    "images": {
        "data": images,
        "layers": lambda: [L.Conv2D(4, 3, activation="relu"), L.Flatten(), softmax()],
    },
    "sequences": {
        "data": sequences,
        "layers": lambda: [L.LSTM(5, return_sequences=True), L.GRU(4, recurrent_dropout=0.2), softmax()],
    },
    "token ids": {
        "data": ids,
        "dtype": "int32",
        "layers": lambda: [L.Embedding(9, 4), L.GlobalAveragePooling1D(), softmax()],
        "loss": "sparse_categorical_crossentropy",
    },
    "frozen": {"layers": lambda: [L.Dense(6, trainable=False), softmax()]},
    "mixed precision": {
        "layers": lambda: [
            L.Dense(6, activation="relu", dtype="mixed_bfloat16"),
            softmax(),
        ],
    },
}


def run(case: dict[str, Any], **plan: Any) -> tuple[Any, list[dict[str, Any]], list[Any]]:
    data = case.get("data", vectors)()
    keras.utils.set_random_seed(0)
    keras.backend.clear_session()
    inputs = keras.Input(data.inputs.shape[1:], dtype=case.get("dtype", "float32"))
    model = keras.Sequential([inputs, *case["layers"]()])
    metrics = [m if isinstance(m, str) else m(name="m") for m in case.get("metrics", ["accuracy"])]
    model.compile(
        case.get("optimizer", lambda: keras.optimizers.RMSprop(0.01))(),
        loss=case.get("loss", "categorical_crossentropy"),
        metrics=[m if isinstance(m, str) else type(m)() for m in metrics],
        weighted_metrics=case.get("weighted_metrics"),
        jit_compile=False,
    )
    lines: list[Any] = []
    events: list[Any] = []
    held_out = ArrayExamples(data.inputs[:13], data.targets[:13])
    values = {"shuffle": False, "class_weight": case.get("class_weight"), **plan}
    train(
        model,
        data,
        held_out,
        Plan(**{"epochs": 3, "batch_size": 8, **values}),
        callbacks=[],
        record=lambda line: lines.append(dict(line)),
        notify=events.append,
        stop=StopRequest(),
    )
    return model, lines, events


def assert_same(first: Any, second: Any, tolerance: float) -> None:
    (model, lines, _), (other, expected, _) = first, second
    clock = {"seconds", "samples_per_second"}
    assert [set(line) for line in lines] == [set(line) for line in expected]
    for line, want in zip(lines, expected, strict=True):
        assert {k: v for k, v in line.items() if k not in clock} == pytest.approx(
            {k: v for k, v in want.items() if k not in clock}, rel=tolerance, abs=1e-7
        )
    for weight, want in zip(model.variables, other.variables, strict=True):
        assert np.allclose(
            np.asarray(weight, "float64"), np.asarray(want, "float64"), rtol=tolerance, atol=1e-6
        )
    assert int(model.optimizer.iterations) == int(other.optimizer.iterations)


@pytest.mark.parametrize("name", CASES)
def test_the_same_as_fit(name: str) -> None:
    reference = run(CASES[name], engine="keras")
    assert_same(run(CASES[name], chunk=3), reference, 1e-6)


@pytest.mark.parametrize("name", ["dense", "class weights and metrics", "token ids", "lstm"])
def test_the_same_with_xla(name: str) -> None:
    """Cases without dropout: XLA draws other random numbers."""
    case = {"data": sequences, "layers": lambda: [L.LSTM(5), softmax()]} if name == "lstm" else CASES[name]
    assert_same(run(case, chunk=3, jit=True), run(case, engine="keras"), 1e-5)


def test_any_chunk_gives_the_same_bits() -> None:
    case = CASES["dropout, batch norm, penalties"]
    weights = [
        [np.asarray(v).tobytes() for v in run(case, chunk=chunk, shuffle=True, seed=3)[0].variables]
        for chunk in (1, 2, 100)
    ]
    assert weights[0] == weights[1] == weights[2]


def test_events_of_every_chunk() -> None:
    _, lines, events = run(CASES["dense"], chunk=3)
    assert [event.step for event in events if isinstance(event, BatchEnded)][:4] == [3, 6, 7, 3]
    assert [line["steps"] for line in lines] == [7, 7, 7]


@pytest.mark.filterwarnings("ignore:Your input ran out of data")
def test_steps_per_epoch_and_validation_steps() -> None:
    plan = {"steps_per_epoch": 4, "validation_steps": 1, "validation_freq": 2, "epochs": 4}
    reference = run(CASES["dense"], engine="keras", **plan)
    assert_same(run(CASES["dense"], chunk=3, **plan), reference, 1e-6)


def test_a_text_classifier() -> None:
    texts = np.array([["good film"], ["bad film"]] * 10)
    data = ArrayExamples(texts, np.array([[1.0], [0.0]] * 10, "float32"))
    vectorize = L.TextVectorization(output_mode="multi_hot")
    vectorize.adapt(texts[:, 0])
    model = keras.Sequential([keras.Input((1,), dtype="string"), vectorize, L.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy", jit_compile=False)
    lines: list[Any] = []
    train(
        model,
        data,
        None,
        Plan(2, 4, chunk=2),
        callbacks=[],
        record=lines.append,
        notify=ignore,
        stop=StopRequest(),
    )
    assert lines[1]["loss"] < lines[0]["loss"]
