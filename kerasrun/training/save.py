"""A trained model to `model.keras`, which `keras.models.load_model` reads without kerasrun."""

from __future__ import annotations

import os
import pathlib

import keras

from kerasrun.errors import StorageError
from kerasrun.rundir.atomic import sync_folder, temporary_path


def save_model(
    model: keras.Sequential, path: pathlib.Path, *, foreign_loss: bool, foreign_metrics: frozenset[str]
) -> None:
    """Write the model to `path` at once or not at all.

    Args:
        model: built and compiled.
        path: ends in .keras.
        foreign_loss: the loss is a formula or the user's code, which plain Keras could not load.
        foreign_metrics: names of metrics of which the same is true.

    Raises:
        StorageError: the file cannot be written.
    """
    portable = _portable(model, foreign_loss, foreign_metrics)
    temporary = temporary_path(path.parent).with_suffix(".keras")
    try:
        try:
            portable.save(temporary)
            with open(temporary, "rb") as stream:
                os.fsync(stream.fileno())
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        raise StorageError(f"{path}: cannot be written: {(error.strerror or str(error)).lower()}") from error


def _portable(
    model: keras.Sequential, foreign_loss: bool, foreign_metrics: frozenset[str]
) -> keras.Sequential:
    """Return the model, or one of the same layers whose compile part holds only what Keras itself has."""
    if not foreign_loss and not foreign_metrics:
        return model
    start = keras.Input(batch_shape=model.input_shape, dtype=model.inputs[0].dtype)
    portable = keras.Sequential([start, *model.layers], name=model.name)
    if not foreign_loss:
        metrics = [m for m in _user_metrics(model) if m.name not in foreign_metrics]
        portable.compile(optimizer=model.optimizer, loss=model.loss, metrics=metrics)
    return portable


def _user_metrics(model: keras.Sequential) -> list[keras.metrics.Metric]:
    compiled = model._compile_metrics
    return [] if compiled is None else list(compiled.metrics)


def load_weights(model: keras.Sequential, path: pathlib.Path) -> None:
    """Read weights and optimizer state that `save_model` wrote into a model of the same layers.

    Raises:
        ValueError: the file is of another model.
        OSError: the file cannot be read.
    """
    # Without its variables the optimizer would skip its part of the file.
    model.optimizer.build(model.trainable_variables)
    model.load_weights(path)
