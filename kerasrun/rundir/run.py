"""Run directories made, opened and listed.

`train` creates them; `evaluate`, `summary` and `runs` open them. Nothing here knows TensorFlow or
specs.
"""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path

from kerasrun.errors import KerasrunError, UsageError
from kerasrun.rundir.fault import read_fault, write_fault
from kerasrun.rundir.latest import LATEST, follow_latest, write_latest
from kerasrun.rundir.layout import Run
from kerasrun.rundir.manifest import read_manifest, start_manifest
from kerasrun.rundir.place import require_name, require_place
from kerasrun.rundir.status import Status, read_status, write_status

__all__ = ["Run", "create_run", "find_run", "latest_run", "list_runs", "newest_run", "open_run"]

_STAMP = re.compile(r".+-(?P<stamp>[0-9]{8}-[0-9]{6})(-(?P<number>[0-9]{1,6}))?")
_LIST = "`kerasrun runs` lists the runs there are"
_UNBEGUN = "it was killed before it began: train it again; `kerasrun runs` lists the others"
_FIRST = "train one first: kerasrun init mnist && kerasrun train mnist.yaml"


def create_run(name: str, *, runs_dir: Path, now: datetime | None = None) -> Run:
    """Make a new run directory `runs_dir/NAME-YYYYMMDD-HHMMSS` and let `runs_dir/latest` point to it.

    It holds a manifest and the status "running" of this process from the start. No existing directory is ever
    used: `-2`, `-3`... is added when the name is taken.

    Args:
        name: the experiment's name.
        runs_dir: the folder of runs; made, with its parents, when missing.
        now: the time in the directory's name, as it reads; default: local time.

    Raises:
        UsageError: `name` cannot be a directory's name, or `runs_dir` is no place for runs.
        StorageError: the directory cannot be made.
    """
    require_name(name)
    require_place(runs_dir)
    now = now or datetime.now()
    try:
        runs_dir.mkdir(parents=True, exist_ok=True)
        run = Run(_make_directory(runs_dir, f"{name}-{now:%Y%m%d-%H%M%S}"))
    except OSError as error:
        raise write_fault(runs_dir, error) from error
    write_status(run, Status.begin(now))
    start_manifest(run, name, now)
    write_latest(runs_dir, run.directory.name)
    return run


def open_run(path: str | os.PathLike[str]) -> Run:
    """Return the run in the directory `path`, or the one that `path` points to where it ends in `latest`.

    Raises:
        UsageError: no such directory, or not a run directory.
        StorageError: the run is damaged, or a newer kerasrun wrote it.
    """
    directory = Path(path)
    if directory.name == LATEST:
        directory = follow_latest(directory)
    if not os.path.isdir(directory):
        raise _no_directory(directory)
    run = Run(directory)
    missing = [file.name for file in (run.manifest_file, run.resolved_file) if not os.path.isfile(file)]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        hint = _LIST if run.manifest_file.name in missing else _UNBEGUN
        raise UsageError(f"{directory}: not a run directory: {' and '.join(missing)} {verb} missing", hint)
    read_manifest(run)
    return run


def find_run(name: Path, runs_dir: Path) -> Path:
    """Return `name`, or `runs_dir/name` where only that exists: `runs` prints names without their folder."""
    inside = runs_dir / name
    return inside if not os.path.lexists(name) and os.path.lexists(inside) else name


def latest_run(runs_dir: Path) -> Run:
    """Return the run that `runs_dir/latest` points to; the newest one there when that was deleted.

    Raises:
        UsageError: there is no run.
        StorageError: the run is damaged, or a newer kerasrun wrote it.
    """
    directory = follow_latest(runs_dir / LATEST)
    if os.path.isdir(directory):
        return open_run(directory)
    runs = [run for run in list_runs(runs_dir) if not run.broken]
    if not runs:
        raise UsageError(f"expected a run in '{runs_dir}', found none", _FIRST)
    return runs[0]


def newest_run(runs_dir: Path, name: str) -> Run | None:
    """Return the newest run of the experiment called `name`; None where there is none that can be opened.

    Raises:
        UsageError: `runs_dir` is a file.
        StorageError: `runs_dir` cannot be read.
    """
    runs = (run for run in list_runs(runs_dir) if not run.broken)
    return next((run for run in runs if read_manifest(run).name == name), None)


def list_runs(runs_dir: Path) -> list[Run]:
    """Return the runs in `runs_dir`, newest first; no such folder means none.

    A directory that looks like a run but cannot be opened is listed with `broken` saying why; other ones are
    left out.

    Raises:
        UsageError: `runs_dir` is a file.
        StorageError: `runs_dir` cannot be read.
    """
    try:
        folders = [path for path in runs_dir.iterdir() if not path.is_symlink() and os.path.isdir(path)]
    except FileNotFoundError:
        return []
    except NotADirectoryError:
        raise UsageError(
            f"expected a folder of runs, received '{runs_dir}', which is a file",
            "name the folder with --runs-dir",
        ) from None
    except OSError as error:
        raise read_fault(runs_dir, error) from error
    runs = [_inspect(path) for path in folders if _looks_like_run(path)]
    return sorted(runs, key=_age_key, reverse=True)


def _make_directory(runs_dir: Path, name: str) -> Path:
    directory, number = runs_dir / name, 1
    while True:
        try:
            directory.mkdir()
        except FileExistsError:
            number += 1
            directory = runs_dir / f"{name}-{number}"
        else:
            return directory


def _no_directory(path: Path) -> UsageError:
    if not os.path.exists(path):
        return UsageError(f"{path}: no such run directory", _LIST)
    is_inside = os.path.isfile(path.parent / "manifest.json")
    return UsageError(
        f"{path}: expected a run directory, received a file",
        f"name the directory: {path.parent}" if is_inside else _LIST,
    )


def _looks_like_run(path: Path) -> bool:
    return bool(_STAMP.fullmatch(path.name)) or os.path.isfile(path / "manifest.json")


def _inspect(path: Path) -> Run:
    try:
        run = open_run(path)
        read_status(run)
    except KerasrunError as error:
        return Run(path, broken=error.message)
    return run


def _age_key(run: Run) -> tuple[str, int, str]:
    match = _STAMP.fullmatch(run.directory.name)
    if match:
        return match["stamp"], int(match["number"] or 1), run.directory.name
    try:
        changed = datetime.fromtimestamp(run.directory.stat().st_mtime)
    except (OSError, ValueError, OverflowError):
        return "", 1, run.directory.name
    return f"{changed:%Y%m%d-%H%M%S}", 1, run.directory.name
