"""A run directory to a Record: all a report can say; what is missing is left out, what is damaged noted."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from kerasrun.errors import StorageError
from kerasrun.rundir.environment import read_environment
from kerasrun.rundir.history import read_history
from kerasrun.rundir.layout import Run
from kerasrun.rundir.manifest import Manifest, read_manifest
from kerasrun.rundir.scores import ScoreRecord, read_scores
from kerasrun.rundir.status import Status, read_status

_Value = TypeVar("_Value")

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True)
class Record:
    """What the files of a run say; None or empty where a file is missing or damaged."""

    run: Run
    manifest: Manifest | None = None
    status: Status | None = None
    environment: Mapping[str, Any] = field(default_factory=dict)
    history: list[dict[str, float | int | None]] = field(default_factory=list)
    scores: ScoreRecord | None = None
    resolved: str | None = None
    problems: tuple[str, ...] = ()
    """One sentence per damaged file."""

    @property
    def name(self) -> str:
        """The experiment's name, or the directory's where the manifest is lost."""
        return self.manifest.name if self.manifest else self.run.name

    @property
    def rows(self) -> dict[str, int]:
        """Rows per split, in the order train, validation, test."""
        scored = self.scores["rows"] if self.scores else {}
        rows = {**mapping(self.fact("data", "rows")), **scored}
        return {split: rows[split] for split in SPLITS if isinstance(rows.get(split), int)}

    def fact(self, *keys: str) -> Any:
        """Return `environment[keys[0]][keys[1]]...`, or None where a part is missing or is no mapping."""
        value: Any = self.environment
        for key in keys:
            value = mapping(value).get(key)
        return value


def read_record(run: Run) -> Record:
    """Return what the files of `run` say; never fails for a missing or damaged one."""
    problems: list[str] = []

    def attempt(read: Callable[[Run], _Value], exists: bool) -> _Value | None:
        try:
            return read(run) if exists else None
        except StorageError as error:
            # Messages begin with the file's path; the report is the same wherever the directory lies.
            problems.append(error.message.removeprefix(f"{run.directory}{os.sep}"))
            return None

    return Record(
        run,
        attempt(read_manifest, run.manifest_file.is_file()),
        attempt(read_status, run.status_file.is_file()),
        attempt(read_environment, run.environment_file.is_file()) or {},
        attempt(read_history, run.history_file.is_file()) or [],
        attempt(read_scores, run.scores_file.is_file()),
        attempt(_read_resolved, run.resolved_file.is_file()),
        tuple(problems),
    )


def mapping(value: object) -> Mapping[str, Any]:
    """Return `value` where it is a mapping, otherwise an empty one."""
    return value if isinstance(value, Mapping) else {}


def _read_resolved(run: Run) -> str:
    try:
        return run.resolved_file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise StorageError(f"{run.resolved_file}: cannot be read") from None
