from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from kerasrun.builder.callback import build_callbacks
from kerasrun.catalogue import catalogue
from kerasrun.catalogue.refused import refused
from kerasrun.errors import BuildError, MissingExtra
from kerasrun.source.document import Document
from kerasrun.spec.object import parse_object
from tests.experiment import experiment

USABLE = [name for name in catalogue.names("callback") if not refused("callback", name)]


def build(folder: Path, *values: Any, portable: Any = lambda model: model) -> list[Any]:
    document = Document("tiny.yaml", {}, {}, {}, {})
    return build_callbacks([parse_object("callback", value) for value in values], folder, document, portable)


@pytest.mark.parametrize("name", USABLE)
def test_every_usable_callback_is_built(tmp_path, name):
    (callback,) = build(tmp_path, name)
    assert isinstance(callback, getattr(keras.callbacks, name))


def test_files_lie_in_the_run_directory(tmp_path):
    logger, checkpoint, weights, board = build(
        tmp_path,
        {"CSVLogger": {"separator": ";"}},
        {"ModelCheckpoint": {"save_best_only": True, "monitor": "loss"}},
        {"ModelCheckpoint": {"save_weights_only": True}},
        "TensorBoard",
    )
    assert (logger.filename, logger.sep) == (str(tmp_path / "history.csv"), ";")
    assert checkpoint.filepath == str(tmp_path / "best.keras")
    assert checkpoint.save_best_only
    assert weights.filepath == str(tmp_path / "best.weights.h5")
    assert board.log_dir == str(tmp_path / "tensorboard")


def test_checkpoint_saves_the_portable_model(tmp_path):
    def make() -> Any:
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        return model

    model, portable = make(), make()
    (checkpoint,) = build(tmp_path, "ModelCheckpoint", portable=lambda _: portable)
    model.fit(np.ones((4, 2)), np.ones((4, 1)), callbacks=[checkpoint], verbose=0)
    saved = keras.models.load_model(tmp_path / "best.keras")
    np.testing.assert_array_equal(saved.get_weights()[0], portable.get_weights()[0])


def test_refused_callback_is_named_with_its_line(tmp_path, monkeypatch):
    spec = experiment(tmp_path, fit={"callbacks": ["CSVLogger", {"EarlyStopping": {"patience": 2}}]})

    def refuse(*_: object, **__: object) -> None:
        raise ValueError("no such mode")

    monkeypatch.setattr(keras.callbacks.EarlyStopping, "__init__", refuse)
    with pytest.raises(BuildError, match="Keras refuses this EarlyStopping: no such mode") as caught:
        build_callbacks(spec.fit.callbacks, tmp_path, spec.document, lambda model: model)
    assert caught.value.mark is not None
    lines = (tmp_path / "tiny.yaml").read_text("utf-8").splitlines()
    assert "EarlyStopping" in lines[caught.value.mark.line - 1]


def test_tensorboard_asks_for_its_package(tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match="needs the tensorboard package"):
        build(tmp_path, "TensorBoard")
