"""A `.keras` file looked at before Keras opens it: a Sequential model of known layers and nothing else.

Keras's own `safe_mode` comes second: several attacks on it went through classes that a Sequential model never
needs.
"""

from __future__ import annotations

import json
import pathlib
import zipfile
from collections.abc import Iterator
from typing import Any

import keras

from kerasrun.builder.refusal import plain_message
from kerasrun.catalogue import catalogue
from kerasrun.catalogue.refused import refused
from kerasrun.catalogue.rule import Kind
from kerasrun.errors import UsageError

CONFIG_LIMIT = 10_000_000
SIZE_LIMIT = 16 * 2**30
"""Largest sum of the members' sizes, in bytes."""
RATIO_LIMIT = 200
"""Largest ratio of the members' sizes to the file's; Keras itself does not compress."""

_MEMBERS = {"metadata.json", "config.json", "model.weights.h5"}
_KINDS: dict[str, Kind] = {
    "keras.layers": "layer",
    "keras.initializers": "initializer",
    "keras.regularizers": "regularizer",
    "keras.constraints": "constraint",
}
_OTHERS = {
    ("keras", "Sequential"),
    ("keras", "DTypePolicy"),
    ("keras.layers", "InputLayer"),
    # How Keras writes a tuple down.
    (None, "__tuple__"),
}


def load_archive(path: pathlib.Path) -> keras.Sequential:
    """Return the model in a `.keras` file, uncompiled.

    Raises:
        UsageError: no such file, not a `.keras` archive, or one that holds more than layers of the catalogue.
    """
    _check_archive(path)
    try:
        model = keras.models.load_model(path, compile=False, safe_mode=True)
    except Exception as error:
        # What a damaged or forged file can make Keras raise has no end.
        raise UsageError(f"{path}: Keras cannot load this file: {plain_message(error)}") from error
    if not model.built:
        raise UsageError(
            f"{path}: the model has no input shape", "save it after it was built or called on data"
        )
    return model


def _check_archive(path: pathlib.Path) -> None:
    if not path.exists():
        raise UsageError(f"{path}: no such file")
    if not path.is_file():
        raise UsageError(f"{path}: expected a .keras file, received a directory")
    if path.stat().st_size == 0:
        raise UsageError(f"{path}: the file is empty")
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(path, archive)
            config = json.loads(archive.read("config.json"))
    except zipfile.BadZipFile:
        raise UsageError(f"{path}: not a .keras archive, or one that was cut off") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{path}: the file cannot be read: {reason}") from None
    except (ValueError, RecursionError, NotImplementedError, RuntimeError):
        raise UsageError(f"{path}: its config.json cannot be read") from None
    found = config.get("class_name") if isinstance(config, dict) else type(config).__name__
    if found != "Sequential":
        raise UsageError(f"{path}: expected a Sequential model, received {found!r:.80}")
    # Loss, optimizer and metrics are not loaded, so that they may be the user's own.
    config.pop("compile_config", None)
    for part in _parts(config):
        _check_part(path, part)


def _check_members(path: pathlib.Path, archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    names = [info.filename for info in infos]
    odd = [name for name in names if name not in _MEMBERS and not name.startswith("assets/")]
    outside = [name for name in names if ".." in name or "\\" in name]
    if not set(names) >= _MEMBERS or odd or outside or len(set(names)) < len(names):
        received = ", ".join([*odd, *outside, *names][:5])
        raise UsageError(
            f"{path}: expected the members {', '.join(sorted(_MEMBERS))}, received {received[:200]}"
        )
    total = sum(info.file_size for info in infos)
    too_large = total > SIZE_LIMIT or total > RATIO_LIMIT * path.stat().st_size
    if too_large or archive.getinfo("config.json").file_size > CONFIG_LIMIT:
        raise UsageError(f"{path}: its members are larger than a model's")


def _check_part(path: pathlib.Path, part: dict[str, Any]) -> None:
    """Raise UsageError unless an object of the config is one that a spec may name, from Keras itself."""
    name, module = part["class_name"], part.get("module")
    are_names = isinstance(name, str) and isinstance(module, str | None)
    kind = _KINDS.get(module) if are_names and module else None
    known = are_names and (
        (module, name) in _OTHERS
        or (kind is not None and catalogue.entry(kind, name) and not refused(kind, name))
    )
    if not known or part.get("registered_name") not in (None, name):
        origin = f" from the module {module!r:.80}" if module and kind is None else ""
        raise UsageError(f"{path}: it holds {name!r:.80}{origin}, which is not a class that a spec may name")
    config = part.get("config")
    if isinstance(config, dict) and isinstance(config.get("vocabulary"), str):
        raise UsageError(f"{path}: it reads a vocabulary from another file, {config['vocabulary']!r:.80}")


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every mapping that Keras would make an object of."""
    if isinstance(value, dict):
        if "class_name" in value:
            yield value
        for item in value.values():
            yield from _parts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _parts(item)
