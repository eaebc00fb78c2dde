"""Batches that the data cannot fill: too many steps, too large a fixed batch size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kerasrun.errors import Issue, Path
from kerasrun.spec.experiment import ExperimentSpec


def check_batches(spec: ExperimentSpec, rows: Mapping[str, int]) -> list[Issue]:
    """Return the issues of batch sizes and steps against the `rows` of each split."""
    return [*_check_fixed(spec, rows), *_check_steps(spec, rows)]


def _check_fixed(spec: ExperimentSpec, rows: Mapping[str, int]) -> Iterator[Issue]:
    fixed = spec.model.batch_size
    if fixed is None:
        return
    for key in ("batch_size", "validation_batch_size"):
        written = getattr(spec.fit, key) if key in spec.fit.model_fields_set else None
        if written not in (None, fixed):
            path: Path = ("fit", key)
            message = f"expected {fixed}, the fixed `model.batch_size`, received {written}"
            yield Issue("KR207", message, path, spec.document.value_mark(path), "leave it out")
    short = {split: count for split, count in rows.items() if count < fixed}
    if short:
        path = ("model", "batch_size")
        splits = " and ".join(f"the {split} split has {count:,} rows" for split, count in short.items())
        message = f"expected at most {min(short.values())}, received {fixed}: {splits}"
        hint = "every batch has exactly this many rows: take fewer, or bring more data"
        yield Issue("KR207", message, path, spec.document.value_mark(path), hint)


def _check_steps(spec: ExperimentSpec, rows: Mapping[str, int]) -> Iterator[Issue]:
    fit, fixed = spec.fit, spec.model.batch_size
    batch_size = fixed or fit.batch_size
    wanted = (
        ("steps_per_epoch", fit.steps_per_epoch, "train", batch_size),
        (
            "validation_steps",
            fit.validation_steps,
            "validation",
            fixed or fit.validation_batch_size or batch_size,
        ),
    )
    for key, steps, split, size in wanted:
        # A short last batch counts, except where the model takes none.
        have = rows.get(split, 0) // size if fixed else -(-rows.get(split, 0) // size)
        if steps is None or steps <= have:
            continue
        path: Path = ("fit", key)
        if have:
            batches = "1 batch" if have == 1 else f"{have:,} batches"
            held = f"the {split} split has {rows[split]:,} rows in batches of {size}"
            message = f"expected at most {batches}, received {steps:,}: {held}"
            less = "" if have == 1 else " or less"
            hint = f"write {have}{less}, or leave it out for the whole split"
        else:
            message = f"there is no {split} split to take {steps:,} batches of"
            hint = f"leave it out, or add `data: {{{split}: 0.1}}`"
        yield Issue("KR204", message, path, spec.document.value_mark(path), hint)
