"""A trained model to `model.keras`, which plain Keras loads without kerasrun, and its weights back."""

from __future__ import annotations

import os
import pathlib

import keras

from kerasrun.rundir.atomic import sync_folder, temporary_path
from kerasrun.rundir.fault import write_fault


def save_model(model: keras.Sequential, path: pathlib.Path) -> None:
    """Write the model to `path`, which ends in .keras, at once or not at all.

    Raises:
        StorageError: the file cannot be written.
    """
    temporary = temporary_path(path.parent).with_suffix(".keras")
    try:
        try:
            model.save(temporary)
            with open(temporary, "rb") as stream:
                os.fsync(stream.fileno())
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        raise write_fault(path, error) from error


def load_weights(model: keras.Sequential, path: pathlib.Path) -> None:
    """Read weights and optimizer state that `save_model` wrote into a model of the same layers.

    Raises:
        ValueError: the file is of another model.
        OSError, KeyError: the file cannot be read, or holds something else.
    """
    # Without its variables the optimizer would skip its part of the file.
    model.optimizer.build(model.trainable_variables)
    model.load_weights(path)
