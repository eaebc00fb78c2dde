"""manifest.json: which kerasrun wrote a run, and the sha256 and size of its files.

`create_run` starts it, `train` and `evaluate` bring it up to date, and whoever loads a file of a run checks
it first.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from kerasrun.errors import StorageError
from kerasrun.rundir.atomic import is_temporary, sync_file, write_json
from kerasrun.rundir.clock import format_instant
from kerasrun.rundir.fault import read_fault, require_file
from kerasrun.rundir.json_file import read_object
from kerasrun.rundir.layout import Run
from kerasrun.rundir.version import package_version

FORMAT = 1
"""Version of the run directory's format; a higher one means that this kerasrun cannot read the run."""


@dataclass(frozen=True)
class FileFact:
    """What a file was when it was written: sha256 in hexadecimal, size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What manifest.json holds; `files` is keyed by the path inside the run, with `/`."""

    name: str
    """The experiment's name, which stays when the directory is renamed."""
    created: str
    kerasrun: str | None
    files: dict[str, FileFact] = field(default_factory=dict)


def start_manifest(run: Run, name: str, created: datetime | None = None) -> None:
    """Write the manifest of a new run: no files yet.

    Raises:
        StorageError: it cannot be written.
    """
    _write(run, Manifest(name, format_instant(created), package_version("kerasrun")))


def write_manifest(run: Run, names: Iterable[str] | None = None) -> None:
    """Bring the manifest up to date with the files on the disk.

    Args:
        run: the run whose files were written.
        names: only these files, so that a change to another one is still found out; None for every file but
            those that change after it is written: the manifest itself, status.json, train.log, the lock, and
            the checkpoints, which have manifests of their own.

    Raises:
        StorageError: a file cannot be read, or the manifest cannot be written.
    """
    old = read_manifest(run)
    if names is None:
        sync_file(run.history_file)
        files = {name: _describe(run, name) for name in _tracked_names(run)}
    else:
        files = {**old.files, **{name: _describe(run, name) for name in names}}
    _write(run, replace(old, kerasrun=package_version("kerasrun"), files=dict(sorted(files.items()))))


def read_manifest(run: Run) -> Manifest:
    """Return the run's manifest.

    Raises:
        StorageError: it is missing or damaged, or a newer kerasrun wrote it.
    """
    value = read_object(run.manifest_file)
    version = value.get("format")
    if not isinstance(version, int) or version < 1:
        raise _damaged(run, "format: expected a whole number")
    if version > FORMAT:
        raise StorageError(
            f"{run.manifest_file}: expected a run of format {FORMAT}, received format {version}, "
            f"written by kerasrun {value.get('kerasrun')!s:.40}",
            "install a newer kerasrun to read this run",
        )
    files = value.get("files")
    if not isinstance(files, dict):
        raise _damaged(run, "files: expected a mapping")
    facts = {name: _parse_fact(run, name, fact) for name, fact in files.items()}
    name, created, kerasrun = (value.get(key) for key in ("name", "created", "kerasrun"))
    return Manifest(str(name or run.name), str(created or ""), kerasrun and str(kerasrun), facts)


def check_manifest(run: Run, names: Iterable[str]) -> None:
    """Make sure that the files called `names` are those that kerasrun wrote.

    Raises:
        StorageError: a file is missing, is not in the manifest, or differs from it.
    """
    manifest = read_manifest(run)
    for name in names:
        fact = manifest.files.get(name)
        path = run.directory / name
        if not os.path.lexists(path):
            raise StorageError(f"{path}: no such file", _hint(run, name, fact is not None))
        if fact is None:
            raise StorageError(
                f"{path}: not in the manifest: the run ended before it was complete", _hint(run, name, False)
            )
        if _describe(run, name) != fact:
            raise StorageError(
                f"{path}: sha256 differs from the manifest: the file was changed or damaged",
                _hint(run, name, True),
            )


def _hint(run: Run, name: str, was_whole: bool) -> str:
    copy = "copy the run again from where it is whole"
    if name == run.resolved_file.name:
        return copy
    again = f"train it again: kerasrun train {shlex.quote(str(run.resolved_file))}"
    return f"{copy}, or {again}" if was_whole else again


def _tracked_names(run: Run) -> list[str]:
    unstable = {run.manifest_file, run.status_file, run.log_file, run.lock_file, run.pid_file}
    return [
        path.relative_to(run.directory).as_posix()
        for folder, _, files in os.walk(run.directory)
        if run.checkpoints_directory not in (Path(folder), *Path(folder).parents)
        for path in (Path(folder, file) for file in files)
        if path not in unstable and not path.is_symlink() and path.is_file() and not is_temporary(path)
    ]


def _describe(run: Run, name: str) -> FileFact:
    import hashlib

    path = run.directory / name
    try:
        require_file(path)
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            return FileFact(digest, stream.tell())
    except OSError as error:
        raise read_fault(path, error) from error


def _write(run: Run, manifest: Manifest) -> None:
    value = {
        "format": FORMAT,
        "kerasrun": manifest.kerasrun,
        "name": manifest.name,
        "created": manifest.created,
        "files": {name: {"sha256": fact.sha256, "bytes": fact.size} for name, fact in manifest.files.items()},
    }
    write_json(run.manifest_file, value)


def _parse_fact(run: Run, name: str, value: Any) -> FileFact:
    if isinstance(value, dict):
        digest, size = value.get("sha256"), value.get("bytes")
        if isinstance(digest, str) and isinstance(size, int):
            return FileFact(digest, size)
    raise _damaged(run, f"files: {name[:80]}: expected sha256 and bytes")


def _damaged(run: Run, what: str) -> StorageError:
    return StorageError(f"{run.manifest_file}: {what}", "not written by kerasrun, or changed or damaged")
