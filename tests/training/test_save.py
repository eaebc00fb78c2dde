from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.errors import StorageError
from kerasrun.training.fingerprint import hash_variables
from kerasrun.training.save import load_weights, save_model

X, Y = np.ones((8, 2), "float32"), np.ones((8, 1), "float32")


def make(units: int = 3) -> Any:
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(units), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    return model


@pytest.fixture
def model():
    model = make()
    model.fit(X, Y, verbose=0)
    return model


def test_plain_keras_loads_it(model, tmp_path):
    save_model(model, tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded.predict(X, verbose=0), model.predict(X, verbose=0))
    assert [path.name for path in tmp_path.iterdir()] == ["model.keras"]


def test_weights_and_optimizer_come_back_to_the_bit(model, tmp_path):
    save_model(model, tmp_path / "model.keras")
    fresh = make()
    load_weights(fresh, tmp_path / "model.keras")
    assert hash_variables(fresh.variables) == hash_variables(model.variables)
    assert hash_variables(fresh.optimizer.variables) == hash_variables(model.optimizer.variables)


def test_weights_of_another_model(model, tmp_path):
    save_model(model, tmp_path / "model.keras")
    with pytest.raises(ValueError, match="could not be loaded|shape"):
        load_weights(make(units=5), tmp_path / "model.keras")


def test_old_file_stays_where_the_new_one_cannot_be_written(model, tmp_path, monkeypatch):
    save_model(model, tmp_path / "model.keras")
    before = (tmp_path / "model.keras").read_bytes()

    def full(path):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(model, "save", full)
    with pytest.raises(StorageError, match="no space left on device"):
        save_model(model, tmp_path / "model.keras")
    assert (tmp_path / "model.keras").read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


def test_missing_folder(model, tmp_path):
    with pytest.raises(StorageError, match="cannot be written"):
        save_model(model, tmp_path / "no" / "model.keras")
