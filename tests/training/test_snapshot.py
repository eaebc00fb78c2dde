from __future__ import annotations

import keras
import numpy as np
import pytest

from kerasrun.training.fingerprint import hash_variables
from kerasrun.training.snapshot import Snapshot, find_bad
from kerasrun.training.variable import all_variables

L = keras.layers
INPUTS = np.random.default_rng(0).normal(size=(12, 3)).astype("float32")


def make() -> keras.Sequential:
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [keras.Input((3,)), L.Dense(4), L.BatchNormalization(), L.Dropout(0.5), L.Dense(1)]
    )
    model.compile("adam", "mse", metrics=["mae"], run_eagerly=True)
    model.optimizer.build(model.trainable_variables)
    return model


def step(model: keras.Sequential) -> None:
    model.train_step((INPUTS, INPUTS[:, :1]))


def digest(model: keras.Sequential) -> str:
    return hash_variables(all_variables(model))


@pytest.mark.parametrize("steps", [0, 1])
def test_the_same_step_again_has_the_same_numbers(steps: int) -> None:
    model = make()
    for _ in range(steps):
        step(model)
    snapshot = Snapshot(model)
    assert not snapshot.taken
    snapshot.take()
    assert snapshot.taken
    step(model)
    first = digest(model)
    step(model)
    assert digest(model) != first
    snapshot.restore()
    step(model)
    assert digest(model) == first


def test_it_is_a_copy_each_time() -> None:
    model = make()
    step(model)
    snapshot = Snapshot(model)
    snapshot.take()
    step(model)
    snapshot.take()
    second = digest(model)
    step(model)
    snapshot.restore()
    assert digest(model) == second
    assert snapshot.seconds > 0


def test_the_bad_variable_is_found() -> None:
    model = make()
    assert find_bad(all_variables(model)) is None
    model.layers[1].moving_mean.assign([0, np.inf, 0, 0])
    assert find_bad(all_variables(model)) is model.layers[1].moving_mean
