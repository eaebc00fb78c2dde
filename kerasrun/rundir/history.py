"""history.jsonl: one line per epoch, appended when the epoch ends.

`training/` says what happened and `job/` appends it; `evaluate` and the report read. A line is
`{"epoch": 0, "steps", "seconds", "samples_per_second", "learning_rate", "loss", METRIC..., "val_loss",
"val_"METRIC...}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kerasrun.errors import StorageError
from kerasrun.rundir.atomic import append_line, write_text
from kerasrun.rundir.fault import read_fault, require_file
from kerasrun.rundir.json_file import format_json, parse_json
from kerasrun.rundir.layout import Run

PROGRESS = ("epoch", "steps", "seconds", "samples_per_second", "learning_rate")
"""The keys of a line that are not scores; they come first."""


def append_epoch(run: Run, record: Mapping[str, float | int]) -> None:
    """Append the line of one epoch; numbers that are not finite become null.

    Args:
        run: the run that trains.
        record: `epoch` (counted from 0) and what else is known of it; written in the order of
            the format.

    Raises:
        StorageError: the disk is full or the file cannot be written.
    """
    epoch = record.get("epoch")
    if not isinstance(epoch, int):
        raise ValueError(f"a history record needs an integer epoch, received {epoch!r}")
    keys = sorted(record, key=_rank)
    append_line(run.history_file, format_json({key: record[key] for key in keys}))


def read_history(run: Run) -> list[dict[str, float | int | None]]:
    """Return the epochs so far, in order; no file means none. A last line that a crash cut short is left out.

    A value is None where the number was not finite.

    Raises:
        StorageError: a line is not an epoch, or the epochs are not in order; the message tells which line.
    """
    try:
        require_file(run.history_file)
        content = run.history_file.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise read_fault(run.history_file, error) from error
    records: list[dict[str, float | int | None]] = []
    # What follows the last line end is "" or the line that was being written when the process died.
    for index, line in enumerate(content.split(b"\n")[:-1]):
        record = _parse_line(line, run.history_file, index + 1)
        last = records[-1]["epoch"] if records else None
        if last is not None and _epoch(record) <= last:
            raise _wrong(
                run.history_file, index + 1, f"expected an epoch after {last}, received {_epoch(record)}"
            )
        records.append(record)
    return records


def trim_history(run: Run, epochs: int) -> None:
    """Keep the lines of the first `epochs` epochs: training goes on from there.

    Raises:
        StorageError: the file is damaged or cannot be written.
    """
    kept = [line for line in read_history(run) if _epoch(line) < epochs]
    write_text(run.history_file, "".join(f"{format_json(line)}\n" for line in kept))


def _rank(key: str) -> tuple[int, int]:
    if key in PROGRESS:
        return 0, PROGRESS.index(key)
    is_validation = key.startswith("val_")
    return (3 if is_validation else 1) + (key not in ("loss", "val_loss")), 0


def _parse_line(line: bytes, file: Path, number: int) -> dict[str, float | int | None]:
    try:
        record: Any = parse_json(line)
    except ValueError as error:
        raise _wrong(file, number, f"expected one JSON object, but {error}") from None
    if not isinstance(record, dict):
        raise _wrong(file, number, f"expected one JSON object, received {type(record).__name__}")
    epoch = record.get("epoch")
    if not isinstance(epoch, int) or isinstance(epoch, bool) or epoch < 0:
        raise _wrong(file, number, f"epoch: expected an integer from 0, received {epoch!r:.80}")
    for key, value in record.items():
        if value is not None and (not isinstance(value, (int, float)) or isinstance(value, bool)):
            raise _wrong(file, number, f"{key[:80]}: expected a number or null, received {value!r:.80}")
    return record


def _epoch(record: Mapping[str, float | int | None]) -> int:
    return int(record["epoch"] or 0)


def _wrong(file: Path, number: int, message: str) -> StorageError:
    return StorageError(f"{file}:{number}: {message}", "the file was changed or damaged")
