"""The callbacks of a spec, with the files they write kept inside the run directory."""

from __future__ import annotations

import importlib.util
import pathlib
from collections.abc import Sequence

import keras

from kerasrun.builder.object import build_object
from kerasrun.errors import BuildError, MissingExtra
from kerasrun.source.document import Document
from kerasrun.spec.object import ObjectSpec

_FILES = {
    "ModelCheckpoint": ("filepath", "best.keras", "best.weights.h5"),
    "CSVLogger": ("filename", "history.csv", ""),
    "TensorBoard": ("log_dir", "tensorboard", ""),
}


def build_callbacks(
    specs: Sequence[ObjectSpec], directory: pathlib.Path, document: Document
) -> list[keras.callbacks.Callback]:
    """Return the callbacks in order; those that write do so in `directory`.

    Raises:
        MissingExtra: TensorBoard is named and not installed.
        BuildError: Keras refuses a callback's arguments.
    """
    callbacks = []
    for index, spec in enumerate(specs):
        if spec.keras_name == "TensorBoard" and importlib.util.find_spec("tensorboard") is None:
            raise MissingExtra(
                "the TensorBoard callback needs the tensorboard package", "pip install 'kerasrun[track]'"
            )
        try:
            callbacks.append(build_object(spec, _paths(spec, directory)))
        except (ValueError, TypeError) as error:
            mark = document.key_mark(("fit", "callbacks", index, spec.name))
            raise BuildError(f"Keras refuses this {spec.name}: {error}", mark=mark) from error
    return callbacks


def _paths(spec: ObjectSpec, directory: pathlib.Path) -> dict[str, str]:
    if spec.keras_name not in _FILES:
        return {}
    argument, file, weights_file = _FILES[spec.keras_name]
    chosen = weights_file if weights_file and spec.arguments.get("save_weights_only") else file
    return {argument: str(directory / chosen)}
