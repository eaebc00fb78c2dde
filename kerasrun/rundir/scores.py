"""scores.json: loss and metrics of every split with the final weights.

`job/` writes it after training and on every evaluation; the report and `runs` read it.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict, cast

from kerasrun.errors import StorageError
from kerasrun.rundir.atomic import write_json
from kerasrun.rundir.clock import format_instant
from kerasrun.rundir.json_file import read_object
from kerasrun.rundir.layout import Run


class ScoreRecord(TypedDict):
    """What scores.json holds."""

    scores: Mapping[str, Mapping[str, float | None]]
    """Per split ("train", "validation", "test"): "loss" and every metric; None where it was not finite."""
    rows: Mapping[str, int]
    """Rows of each split."""
    baselines: NotRequired[Mapping[str, Mapping[str, float | None]]]
    """Per split what the best constant answer scores, for the loss and the metrics that have one."""
    constants: NotRequired[Mapping[str, Any] | None]
    """What the baselines know of the training targets, for those of other data; None where it is much."""
    weights_sha256: NotRequired[str | None]
    """Over the bytes of `model.variables`, in Keras's order."""
    optimizer_sha256: NotRequired[str | None]
    """Over the bytes of `optimizer.variables`, in Keras's order."""
    evaluated: NotRequired[str]
    """When, ISO 8601 in UTC; filled in by `write_scores`."""


def write_scores(run: Run, scores: Mapping[str, object]) -> None:
    """Write a `ScoreRecord` as scores.json; `evaluated` is now unless the record tells.

    Raises:
        StorageError: it cannot be written.
    """
    write_json(run.scores_file, {**scores, "evaluated": scores.get("evaluated") or format_instant()})


def read_scores(run: Run) -> ScoreRecord:
    """Return what scores.json holds.

    Raises:
        StorageError: the run has no scores yet, or the file is damaged.
    """
    if not run.scores_file.exists():
        raise StorageError(
            f"{run.scores_file}: no such file: the run has not been scored",
            f"kerasrun evaluate {shlex.quote(str(run.directory))}",
        )
    value = read_object(run.scores_file)
    rows = value.get("rows")
    for key, scores in (("scores", value.get("scores")), ("baselines", value.get("baselines", {}))):
        if not isinstance(scores, dict) or not all(_is_numbers(split) for split in scores.values()):
            raise _damaged(run, f"{key}: expected numbers per split")
    if not isinstance(rows, dict) or not _is_numbers(rows):
        raise _damaged(run, "rows: expected a number per split")
    return cast(ScoreRecord, value)


def _is_numbers(value: Any) -> bool:
    return isinstance(value, dict) and all(
        item is None or (isinstance(item, (int, float)) and not isinstance(item, bool))
        for item in value.values()
    )


def _damaged(run: Run, what: str) -> StorageError:
    return StorageError(
        f"{run.scores_file}: {what}",
        f"score the run again: kerasrun evaluate {shlex.quote(str(run.directory))}",
    )
