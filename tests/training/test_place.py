from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.training.place import Place, Places, find_place

LAYERS = keras.layers


@pytest.fixture(autouse=True)
def frames():
    """Keep the frames of Keras, as `explained` does."""
    keras.config.disable_traceback_filtering()
    yield
    keras.config.enable_traceback_filtering()


def places(layers: int = 0, callbacks: int = 0) -> Places:
    return Places(
        layers=[Place("layer", f"layers[{index}]") for index in range(layers)],
        loss=Place("loss", "loss"),
        optimizer=Place("optimizer", "optimizer"),
        metrics={name: Place("metric", name) for name in ("accuracy", "precision")},
        callbacks=[Place("callback", f"callbacks[{index}]") for index in range(callbacks)],
    )


def blamed(
    stack: list[Any],
    inputs: Any,
    targets: Any,
    *,
    loss: Any = "mse",
    optimizer: Any = "sgd",
    metrics: Any = (),
    callbacks: Any = (),
    eager: bool = False,
) -> str:
    """Fit a model that fails and return the path of the place that is found."""
    keras.backend.clear_session()
    keras.config.disable_traceback_filtering()
    model = keras.Sequential([keras.Input(inputs.shape[1:], dtype=inputs.dtype.name), *stack])
    model.compile(optimizer, loss, metrics=list(metrics), run_eagerly=eager, jit_compile=False)
    with pytest.raises(Exception) as caught:  # noqa: PT011
        model.fit(inputs, targets, verbose=0, epochs=2, callbacks=list(callbacks))
    found = find_place(caught.value, places(len(stack), len(callbacks)), model, callbacks)
    return found.path if found else "nothing"


def ids(*values: int) -> Any:
    return np.array([values] * 4, "int32")


ROWS = np.ones((4, 3), "float32")


@pytest.mark.parametrize("eager", [True, False])
@pytest.mark.parametrize("name", [None, "words", "embedding_1"])
def test_layer(eager, name):
    stack = [LAYERS.Flatten(), LAYERS.Embedding(5, 2, name=name), LAYERS.Flatten(), LAYERS.Dense(1)]
    assert blamed(stack, ids(1, 9), np.ones((4, 1)), eager=eager) == "layers[1]"


@pytest.mark.parametrize("index", [0, 1, 2, 3])
def test_layer_of_several_that_look_alike(index):
    # Each table of ones sends its successor the id 1, which one of them does not have.
    stack: list[Any] = []
    for place in range(4):
        rows = 1 if place == index else 2
        # Ids have no gradients.
        table = LAYERS.Embedding(rows, 1, embeddings_initializer="ones", trainable=False)
        stack += [table, LAYERS.Reshape((2,))]
    stack.append(LAYERS.Dense(2))
    assert blamed(stack, ids(1, 1), np.ones((4, 2))) == f"layers[{2 * index}]"


def test_layer_around_the_one_that_fails():
    stack = [LAYERS.Reshape((1, 2)), LAYERS.TimeDistributed(LAYERS.Embedding(5, 2))]
    assert blamed(stack, ids(1, 9), np.ones((4, 1, 2, 2))) == "layers[1]"


@pytest.mark.parametrize("eager", [True, False])
def test_metric(eager):
    metrics = ["accuracy", keras.metrics.Precision(name="precision")]
    labels = np.array([0, 1, 2, 0])
    loss = "sparse_categorical_crossentropy"
    found = blamed([LAYERS.Dense(3, "softmax")], ROWS, labels, loss=loss, metrics=metrics, eager=eager)
    assert found == "precision"


def test_metric_of_functions_in_a_graph():
    def odd(y_true: Any, y_pred: Any) -> Any:
        return keras.ops.reshape(y_pred, (7,))

    # A short last batch: the graph does not know the rows, so that the step fails and not its tracing.
    inputs, targets = np.ones((33, 3), "float32"), np.ones((33, 3), "float32")
    wrapped = keras.metrics.MeanMetricWrapper(odd, name="accuracy")
    metrics = [keras.metrics.Precision(name="precision"), wrapped]
    assert blamed([LAYERS.Dense(3, "sigmoid")], inputs, targets, metrics=metrics) == "accuracy"


@pytest.mark.parametrize("eager", [True, False])
def test_loss(eager):
    assert blamed([LAYERS.Dense(3)], ROWS, ROWS, loss=keras.losses.Dice(axis=[3]), eager=eager) == "loss"


def test_loss_whose_values_are_wrong_in_a_graph():
    loss = "sparse_categorical_crossentropy"
    assert blamed([LAYERS.Dense(2, "softmax")], ROWS, np.array([0, 1, 7, 0]), loss=loss) == "loss"


def test_callback_that_sets_what_the_optimizer_refuses():
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 1, 0.9)
    plateau = keras.callbacks.ReduceLROnPlateau(monitor="loss", patience=0, min_delta=100)
    callbacks = [keras.callbacks.TerminateOnNaN(), plateau]
    optimizer = keras.optimizers.SGD(schedule)
    assert blamed([LAYERS.Dense(3)], ROWS, ROWS, optimizer=optimizer, callbacks=callbacks) == "callbacks[1]"


def test_error_of_no_part():
    assert blamed([LAYERS.Dense(3)], ROWS, np.ones((5, 3))) == "nothing"
