"""The files of one checkpoint, and the proof that they are what was written.

A checkpoint is a folder with `arrays.npz`, `state.json`, and a `manifest.json` that holds the sha256 and size
of both. `checkpoint.py` writes and reads them.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerasrun.errors import StorageError
from kerasrun.rundir.array_file import format_arrays, parse_arrays
from kerasrun.rundir.atomic import create_file
from kerasrun.rundir.crash import crash, crash_count
from kerasrun.rundir.exact_json import format_exact, parse_exact
from kerasrun.rundir.fault import read_fault, require_file, require_folder
from kerasrun.rundir.json_file import parse_json
from kerasrun.rundir.position import Position
from kerasrun.rundir.version import package_version

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORMAT = 1
"""Version of a checkpoint's format."""

_ARRAYS, _STATE, _MANIFEST = "arrays.npz", "state.json", "manifest.json"
_DAMAGE = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.EIO}
"""The file is not there, or the disk lost it; with other errors it may be whole."""
_MANIFEST_LIMIT = 4096


class Damaged(Exception):
    """A checkpoint is not what was written; the message tells the file and what is wrong."""


@dataclass(frozen=True, eq=False)
class Content:
    """What a checkpoint holds."""

    position: Position
    arrays: dict[str, NDArray[Any]]
    state: dict[str, Any]
    best: str | None
    """The name of the checkpoint that was the best one when this one was written; its own, too."""


def format_checkpoint(
    position: Position, arrays: Mapping[str, NDArray[Any]], state: Mapping[str, Any], best: str | None
) -> dict[str, bytes | memoryview]:
    """Return the content of each file of a checkpoint by name, the manifest last; see `Content`.

    Raises:
        TypeError: an array or a value of the state that cannot be stored.
        ValueError: the state is nested too deeply.
    """
    container, table = format_arrays(arrays)
    value = {
        "kerasrun": package_version("kerasrun"),
        "position": {"epoch": position.epoch, "step": position.step},
        "best": best,
        "arrays": table,
        "state": dict(state),
    }
    files: dict[str, bytes | memoryview] = {_ARRAYS: container, _STATE: format_exact(value).encode()}
    return {**files, _MANIFEST: _format_manifest(files)}


def write_files(folder: Path, files: Mapping[str, bytes | memoryview]) -> None:
    """Write `files` into the new folder `folder`, such that their content survives a power cut.

    Raises:
        OSError: one cannot be written; a part of it may be there.
    """
    end = crash_count("save:bytes")
    for name, content in files.items():
        if end is not None and end < len(content):
            create_file(folder / name, memoryview(content)[:end])
            crash()
        create_file(folder / name, content)
        if end is not None:
            end -= len(content)


def read_files(folder: Path) -> Content:
    """Return what the checkpoint in `folder` holds, after every byte was checked.

    Raises:
        Damaged: a file is missing or is not what was written.
        StorageError: a file cannot be read now, and may be whole.
    """
    try:
        require_folder(folder)
    except StorageError as error:
        raise Damaged(error.message.removeprefix(f"{folder}: ")) from None
    text = _read(folder, _MANIFEST, None)
    files = {name: _read(folder, name, size) for name, size in _parse_manifest(text).items()}
    # Equal text means equal sums, and that no byte of the manifest itself was changed.
    if text != _format_manifest(files):
        raise Damaged(_difference(text, files))
    try:
        value = parse_exact(files[_STATE])
        position, state, best = _parse_state(value)
        return Content(position, parse_arrays(files[_ARRAYS], value.get("arrays")), state, best)
    except ValueError as error:
        raise Damaged(f"not written by kerasrun: {error}") from None


def _format_manifest(files: Mapping[str, bytes | memoryview]) -> bytes:
    import hashlib

    sums = {
        name: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        for name, content in files.items()
    }
    return (json.dumps({"format": FORMAT, "files": sums}, indent=2) + "\n").encode()


def _parse_manifest(text: bytes) -> dict[str, int]:
    """Return the size of each file."""
    try:
        value = parse_json(text)
    except ValueError as error:
        raise Damaged(f"{_MANIFEST}: expected JSON, but {error}") from None
    if not isinstance(value, dict) or type(value.get("format")) is not int:
        raise Damaged(f"{_MANIFEST}: expected a format and files")
    if value["format"] != FORMAT:
        raise Damaged(f"{_MANIFEST}: expected format {FORMAT}, received format {value['format']!s:.20}")
    files = value.get("files")
    if not isinstance(files, dict) or list(files) != [_ARRAYS, _STATE]:
        raise Damaged(f"{_MANIFEST}: expected {_ARRAYS} and {_STATE}")
    sizes: dict[str, int] = {}
    for name, fact in files.items():
        size = fact.get("bytes") if isinstance(fact, dict) else None
        if type(size) is not int:
            raise Damaged(f"{_MANIFEST}: {name}: expected sha256 and bytes")
        sizes[name] = size
    return sizes


def _difference(text: bytes, files: Mapping[str, bytes]) -> str:
    import hashlib

    for name, content in files.items():
        if f'"{hashlib.sha256(content).hexdigest()}"'.encode() not in text:
            return f"{name}: sha256 differs from the manifest"
    return f"{_MANIFEST}: not the text that was written"


def _parse_state(value: object) -> tuple[Position, dict[str, Any], str | None]:
    if not isinstance(value, dict):
        raise ValueError(f"{_STATE}: expected a mapping, received {type(value).__name__}")
    position, state, best = (value.get(key) for key in ("position", "state", "best"))
    if (
        not isinstance(position, dict)
        or not isinstance(state, dict)
        or not isinstance(best, (str, type(None)))
    ):
        raise ValueError(f"{_STATE}: expected position, state, best and arrays")
    epoch, step = position.get("epoch"), position.get("step")
    return Position(epoch, step), state, best  # type: ignore[arg-type]  # Position refuses what is no number


def _read(folder: Path, name: str, size: int | None) -> bytes:
    path = folder / name
    try:
        require_file(path)
        with path.open("rb") as stream:
            found = os.fstat(stream.fileno()).st_size
            if size is not None and found != size:
                raise Damaged(f"{name}: expected {size!s:.20} bytes, received {found}")
            return stream.read(_MANIFEST_LIMIT if size is None else -1)
    except StorageError as error:
        raise Damaged(error.message.removeprefix(f"{folder}{os.sep}")) from None
    except OSError as error:
        if error.errno in _DAMAGE:
            raise Damaged(f"{name}: {(error.strerror or 'cannot be read').lower()}") from None
        raise read_fault(path, error) from error
