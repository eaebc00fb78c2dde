"""How training went: a sparkline per metric, and a table of the epochs with the best one marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kerasrun.report.markdown import code, table
from kerasrun.report.number import format_score, format_seconds
from kerasrun.report.record import Record
from kerasrun.report.sparkline import sparkline
from kerasrun.rundir.history import PROGRESS

EVERY_EPOCH = 30
"""Up to so many epochs are all in the table; of more, the first, the best and the last."""

Line = Mapping[str, float | int | None]


def best_index(history: Sequence[Line]) -> tuple[int, str] | None:
    """Return (index, metric) of the best epoch: the lowest `val_loss`, or else `loss`.

    None where there is no epoch with a finite one. Of equal epochs the first is the best.
    """
    for metric in ("val_loss", "loss"):
        finite = [
            (value, index) for index, line in enumerate(history) if (value := line.get(metric)) is not None
        ]
        if finite:
            return min(finite)[1], metric
    return None


def history_section(record: Record) -> list[str]:
    """Return the section; one sentence where no epoch ended."""
    history = record.history
    if not history:
        return ["## History", "No epoch was completed."]
    metrics = list(dict.fromkeys(key for line in history for key in line if key not in PROGRESS))
    best = best_index(history)
    blocks = ["## History", _curves(history, metrics), _epochs(history, metrics, best)]
    notes = ["Epochs are counted from 1 here and from 0 in `history.jsonl`."]
    if best:
        notes.insert(0, f"**Best** is the epoch with the lowest {code(best[1])}.")
    if len(history) > EVERY_EPOCH:
        notes.append(f"All {len(history)} epochs are in `history.jsonl`.")
    return [*blocks, " ".join(notes)]


def _curves(history: Sequence[Line], metrics: list[str]) -> str:
    rows = []
    for metric in metrics:
        values = [line.get(metric) for line in history]
        ends = [format_score(line[metric]) if metric in line else "" for line in (history[0], history[-1])]
        rows.append([code(metric), f"`{sparkline(values)}`", *ends])
    return table(["metric", "first to last epoch", "first", "last"], rows, numbers_from=2)


def _epochs(history: Sequence[Line], metrics: list[str], best: tuple[int, str] | None) -> str:
    chosen = set(range(len(history)))
    if len(history) > EVERY_EPOCH:
        chosen = {0, len(history) - 1} | ({best[0]} if best else set())
    has_rate = any("learning_rate" in line for line in history)
    columns = [*metrics, *(["learning_rate"] if has_rate else [])]
    rows = []
    for index in sorted(chosen):
        line = history[index]
        number = str((line.get("epoch") or 0) + 1)
        seconds = line.get("seconds")
        rows.append(
            [
                f"**{number} best**" if best and index == best[0] else number,
                *(format_score(line[metric]) if metric in line else "" for metric in metrics),
                *([_rate(line.get("learning_rate"))] if has_rate else []),
                "" if seconds is None else format_seconds(seconds),
            ]
        )
    return table(["epoch", *(code(column) for column in columns), "time"], rows, numbers_from=0)


def _rate(value: float | int | None) -> str:
    return "" if value is None else f"{value:.4g}"
