"""The callbacks of a spec, with the files they write kept inside the run directory."""

from __future__ import annotations

import importlib.util
import pathlib
from collections.abc import Callable, Sequence
from typing import Any

import keras

from kerasrun.builder.object import build_object, build_value
from kerasrun.builder.refusal import refusal
from kerasrun.errors import MissingExtra
from kerasrun.source.document import Document
from kerasrun.spec.object import ObjectSpec

Portable = Callable[[keras.Sequential], keras.Sequential]
"""The model as it is trained to the one to save, which plain Keras can load."""

_FILES = {"CSVLogger": {"filename": "history.csv"}, "TensorBoard": {"log_dir": "tensorboard"}}


def build_callbacks(
    specs: Sequence[ObjectSpec], directory: pathlib.Path, document: Document, portable: Portable
) -> list[keras.callbacks.Callback]:
    """Return the callbacks in order; those that write do so in `directory`.

    Raises:
        MissingExtra: TensorBoard is named and not installed.
        BuildError: Keras refuses a callback's arguments.
    """
    callbacks = []
    for index, spec in enumerate(specs):
        place = ("fit", "callbacks", index)
        if spec.keras_name == "TensorBoard" and importlib.util.find_spec("tensorboard") is None:
            raise MissingExtra(
                "the TensorBoard callback needs the tensorboard package",
                "pip install 'kerasrun[track]'",
                document.key_mark((*place, spec.name)),
            )
        try:
            callbacks.append(_build_callback(spec, directory, portable))
        except Exception as error:
            raise refusal(error, spec.name, place, document) from error
    return callbacks


class _Checkpoint(keras.callbacks.ModelCheckpoint):
    """ModelCheckpoint whose files plain Keras can load, as it can model.keras."""

    def __init__(self, portable: Portable, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._portable = portable

    def set_model(self, model: keras.Sequential) -> None:
        super().set_model(self._portable(model))


def _build_callback(spec: ObjectSpec, directory: pathlib.Path, portable: Portable) -> Any:
    if spec.keras_name == "ModelCheckpoint":
        file = "best.weights.h5" if spec.arguments.get("save_weights_only") else "best.keras"
        arguments = {name: build_value(value) for name, value in spec.arguments.items()}
        return _Checkpoint(portable, filepath=str(directory / file), **arguments)
    files = _FILES.get(spec.keras_name, {})
    return build_object(spec, {argument: str(directory / name) for argument, name in files.items()})
