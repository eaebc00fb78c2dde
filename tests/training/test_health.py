from __future__ import annotations

import json
from typing import Any

import keras
import numpy as np

from kerasrun.errors import Mark
from kerasrun.training.fingerprint import hash_variables
from kerasrun.training.health import Health
from kerasrun.training.place import Place, Places

L = keras.layers
INPUTS = np.random.default_rng(0).normal(size=(32, 4)).astype("float32")
LABELS = (INPUTS.sum(axis=1) > 0).astype("int32")
PLACES = Places(layers=[Place("layer", "model.layers[0].Dense", Mark("s.yaml", 4, 7))])


def make(*layers: Any, rate: float = 0.01, loss: Any = "sparse_categorical_crossentropy") -> keras.Sequential:
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((4,)), *layers])
    model.compile(keras.optimizers.Adam(rate), loss, metrics=["accuracy"], run_eagerly=True)
    model.optimizer.build(model.trainable_variables)
    return model


def said(
    model: keras.Sequential, inputs: Any = INPUTS, epochs: int = 2, beside: Any = (), **options: Any
) -> list[str]:
    events: list[Any] = []
    health = Health(events.append, (inputs, LABELS), places=PLACES, **options)
    model.fit(inputs, LABELS, epochs=epochs, batch_size=16, verbose=0, callbacks=[*beside, health])
    return [event.message for event in events]


def classifier(**options: Any) -> keras.Sequential:
    return make(L.Dense(8, activation="relu"), L.Dense(2, activation="softmax"), **options)


def test_a_healthy_training_is_silent() -> None:
    assert said(classifier(), epochs=8) == []


def test_it_changes_no_number() -> None:
    layers = [L.Dense(8, activation="relu"), L.BatchNormalization(), L.Dropout(0.5), L.Dense(2)]
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    watched = make(*layers, loss=loss)
    said(watched, epochs=4)
    alone = make(*[type(layer).from_config(layer.get_config()) for layer in layers], loss=loss)
    alone.fit(INPUTS, LABELS, epochs=4, batch_size=16, verbose=0)
    assert hash_variables(alone.variables) == hash_variables(watched.variables)
    assert hash_variables(alone.optimizer.variables) == hash_variables(watched.optimizer.variables)


def test_a_first_loss_far_from_that_of_a_guess() -> None:
    (message,) = said(classifier(rate=1e-9), INPUTS * 100)
    assert message.startswith("the loss of the untrained model is ")
    assert "that of a guess 0.6931: look at the scale of the inputs" in message


def test_dead_units_are_told_once_with_their_line() -> None:
    model = classifier()
    kill = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: model.layers[0].bias.assign([-100] * 7 + [0])
    )
    messages = said(model, epochs=4, beside=[kill])
    assert [message for message in messages if "units" in message] == [
        "model.layers[0].Dense (s.yaml:4:7): 88% of its units are 0 for all of 32 rows, and learn no more; "
        "take a smaller learning rate, or leaky_relu"
    ]


def test_units_that_rows_alike_leave_at_0_are_no_news() -> None:
    model = classifier(rate=1e-9)
    model.layers[0].bias.assign([-100] * 5 + [0, 0, 0])
    assert said(model) == []


def test_rows_of_label_weights_have_a_guess_of_their_own() -> None:
    model = make(L.Dense(2, activation="softmax"), loss="categorical_crossentropy", rate=1e-9)
    targets = np.full((32, 2), 5.0, "float32")
    events: list[Any] = []
    model.fit(INPUTS, targets, verbose=0, callbacks=[Health(events.append, (INPUTS, targets))])
    assert events == []


def test_gradients_that_are_too_large() -> None:
    messages = said(make(L.Dense(1), loss="mse", rate=1e-9), INPUTS * 1e6)
    assert any("its gradient has grown to" in message for message in messages)


def test_gradients_that_are_too_small() -> None:
    layers = [
        L.Dense(4, activation="sigmoid", kernel_initializer=keras.initializers.RandomNormal(stddev=1e-3))
        for _ in range(8)
    ]
    (message,) = said(make(*layers, L.Dense(2, activation="softmax"), rate=1e-9))
    assert message.startswith("model.layers[0].Dense (s.yaml:4:7): its gradient is ")


def test_a_training_that_goes_on_says_nothing_again() -> None:
    model, events = classifier(rate=1e-9), list[Any]()
    first = Health(events.append, (INPUTS, LABELS))
    model.fit(INPUTS, LABELS, epochs=3, verbose=0, callbacks=[first])
    assert events == []
    state = json.loads(json.dumps(first.get_state()))
    second = Health(events.append, (INPUTS, LABELS))
    restore = keras.callbacks.LambdaCallback(on_train_begin=lambda logs: second.set_state(state))
    model.fit(INPUTS, LABELS, epochs=6, initial_epoch=3, verbose=0, callbacks=[second, restore])
    (event,) = events
    assert "the loss fell by less than 5% in 5 epochs" in event.message
    assert second.get_state()["trend"]["said"] == ["stuck"]


def test_a_model_of_one_batch_size_is_left_alone() -> None:
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input(batch_shape=(16, 4)), L.Dense(2, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy", run_eagerly=True)
    assert said(model, INPUTS * 1000, epochs=1) == []
