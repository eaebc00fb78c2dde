"""`summary --picture`: the structure of a model, drawn into a file.

In: what was summarised, and its structure. Out: a file, or text for the screen. `cli/summary.py` calls it.
"""

from __future__ import annotations

import json
import pathlib
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from kerasrun.analysis.structure import Structure
from kerasrun.errors import UsageError
from kerasrun.job.load import load_spec
from kerasrun.job.summary import Target, needs_keras
from kerasrun.report.picture.layer import AUTHOR, Layer, Model, Part
from kerasrun.report.picture.picture import picture_kind
from kerasrun.rundir.atomic import write_text
from kerasrun.rundir.layout import Run
from kerasrun.rundir.run import open_run
from kerasrun.source.file import SUFFIXES
from kerasrun.spec.object import ObjectSpec

_HEAD = 500
"""Characters of a file among which a picture says who drew it."""


def check_picture(file: pathlib.Path) -> None:
    """Make sure, before any work, that a picture may be written to `file`.

    Raises:
        UsageError: its ending stands for no kind of picture, its folder is missing, or it is another file.
    """
    picture_kind(file)
    if not file.parent.is_dir():
        raise UsageError(
            f"expected a folder for the picture, but there is no '{file.parent}'", "make it first"
        )
    if (file.exists() or file.is_symlink()) and not _is_picture(file):
        raise UsageError(f"{file} exists already and is no picture of kerasrun", "name another file")


def write_picture(file: pathlib.Path, model: Model) -> None:
    """Draw `model` into `file`, whose ending decides how.

    Raises:
        UsageError: see `check_picture`.
        StorageError: it cannot be written.
    """
    check_picture(file)
    write_text(file, picture_kind(file)(model))


def picture_model(target: Target, structure: Structure, *, allowed: Sequence[pathlib.Path] = ()) -> Model:
    """Return what a picture is drawn of.

    Args:
        target: a spec (.yaml), a run or its directory, or a .keras file, as `summarise` takes it.
        structure: what `summarise` says of it.
        allowed: folders outside the project that the spec may extend files from.
    """
    shape = structure.input_shape[1:]
    layers: list[Layer] = []
    for layer, part in zip(structure.layers, _parts(target, allowed), strict=True):
        before = layers[-1].output_shape if layers else shape
        after = None if layer.output_shape is None else layer.output_shape[1:]
        layers.append(Layer(layer.index, layer.name, part, before, after, layer.parameters, layer.sentence))
    return Model(structure.name, shape, tuple(layers), structure.flops)


def _is_picture(file: pathlib.Path) -> bool:
    if not file.is_file():  # to open a pipe would wait for ever
        return False
    try:
        with file.open(encoding="utf-8") as stream:
            return AUTHOR in stream.read(_HEAD)
    except (OSError, ValueError):
        return False


def _parts(target: Target, allowed: Sequence[pathlib.Path]) -> list[Part]:
    if needs_keras(target):
        return list(_archived_parts(pathlib.Path(str(target))))
    if isinstance(target, Run) or pathlib.Path(target).suffix not in SUFFIXES:
        run = target if isinstance(target, Run) else open_run(target)
        spec = load_spec(run.resolved_file)
    else:
        spec = load_spec(target, allowed=allowed)
    return [_part(placed.layer) for placed in spec.model.placed_layers()]


def _part(layer: ObjectSpec) -> Part:
    return Part(layer.keras_name, {name: _plain(value) for name, value in layer.arguments.items()})


def _plain(value: Any) -> Any:
    if isinstance(value, ObjectSpec):
        return _part(value) if value.kind == "layer" else value.name
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _archived_parts(file: pathlib.Path) -> Iterator[Part]:
    """Yield the layers of a .keras file, which `summarise` has checked, from the configuration in it."""
    with zipfile.ZipFile(file) as archive:
        config = json.loads(archive.read("config.json"))
    for layer in config["config"]["layers"]:
        if layer["class_name"] != "InputLayer":
            yield _archived(layer)


def _archived(value: Any) -> Any:
    if isinstance(value, list):
        return [_archived(item) for item in value]
    if not isinstance(value, dict) or "class_name" not in value:
        return value
    if str(value.get("module")).startswith("keras.layers"):
        arguments = {name: _archived(one) for name, one in value.get("config", {}).items()}
        return Part(value["class_name"], arguments)
    return value["class_name"]
