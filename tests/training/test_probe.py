from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.training.fingerprint import hash_variables
from kerasrun.training.probe import Probe, is_relu
from kerasrun.training.variable import all_variables

L = keras.layers
INPUTS = np.random.default_rng(0).normal(size=(16, 4)).astype("float32")
TARGETS = np.ones((16, 1), "float32")


def make(*layers: Any, **options: Any) -> keras.Sequential:
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((4,)), *layers, L.Dense(1)])
    model.compile("adam", "mse", run_eagerly=True, **options)
    model.optimizer.build(model.trainable_variables)
    return model


def test_a_look_changes_nothing() -> None:
    model = make(L.Dense(4, activation="relu"), L.BatchNormalization(), L.Dropout(0.5), metrics=["mae"])
    model.train_step((INPUTS, TARGETS))
    before = hash_variables(all_variables(model))
    first = Probe(model, (INPUTS, TARGETS)).look()
    assert hash_variables(all_variables(model)) == before
    assert Probe(model, (INPUTS, TARGETS)).look() == first


def test_the_loss_is_that_of_keras_without_penalties() -> None:
    # A layer draws the seed of its weights when it is made.
    keras.utils.set_random_seed(0)
    model = make(L.Dense(4, kernel_regularizer="l2"))
    keras.utils.set_random_seed(0)
    plain = make(L.Dense(4))
    look = Probe(model, (INPUTS, TARGETS)).look()
    assert look.loss == pytest.approx(plain.evaluate(INPUTS, TARGETS, verbose=0), rel=1e-5)
    assert look.loss < model.evaluate(INPUTS, TARGETS, verbose=0)


def test_dead_units() -> None:
    model = make(L.Dense(4, activation="relu"), L.Dense(3, activation="tanh"), L.Dense(2), L.ReLU())
    model.layers[0].bias.assign([-1e3, 0, -1e3, -1e3])
    dead = Probe(model, (INPUTS, TARGETS)).look().dead
    assert dead.keys() == {0, 3}
    assert dead[0] == 0.75
    assert dead[3] < 1


def test_a_filter_is_dead_where_it_is_nowhere_alive() -> None:
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [keras.Input((8, 8, 1)), L.Conv2D(2, 3, activation="relu"), L.Flatten(), L.Dense(1)]
    )
    model.compile("sgd", "mse")
    model.optimizer.build(model.trainable_variables)
    model.layers[0].bias.assign([-1e3, 0])
    images = np.random.default_rng(0).normal(size=(4, 8, 8, 1)).astype("float32")
    assert Probe(model, (images, TARGETS[:4])).look().dead == {0: 0.5}


def test_gradients_by_layer() -> None:
    model = make(L.Dense(4, activation="relu"), L.Dropout(0.1))
    model.layers[0].bias.assign([-1e3] * 4)
    gradients = Probe(model, (INPUTS, TARGETS)).look().gradients
    assert gradients.keys() == {0, 2}
    assert gradients[0] == 0
    # Only the bias of the last layer is left: d/db mean((b - 1)^2) = -2.
    assert gradients[2] == pytest.approx(2)


def test_an_embedding_s_sparse_gradient_counts() -> None:
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((3,), dtype="int32"), L.Embedding(5, 2), L.Flatten(), L.Dense(1)])
    model.compile("sgd", "mse")
    model.optimizer.build(model.trainable_variables)
    look = Probe(model, (np.ones((16, 3), "int32"), TARGETS)).look()
    assert look.gradients[0] > 0


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (L.ReLU(), True),
        (L.ReLU(negative_slope=0.1), False),
        (L.Dense(1, activation="relu6"), True),
        (L.Dense(1, activation="gelu"), False),
        (L.Flatten(), False),
    ],
)
def test_what_a_relu_is(layer: Any, expected: bool) -> None:
    assert is_relu(layer) == expected
