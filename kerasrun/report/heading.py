"""The first section: what was trained, when, how it ended, on how much data."""

from __future__ import annotations

from kerasrun.report.markdown import escape
from kerasrun.report.number import format_count, format_seconds, format_shape, format_time
from kerasrun.report.record import Record
from kerasrun.rundir.status import Status

MOST_CLASSES = 100
"""Most classes whose names are listed."""


def heading_section(record: Record) -> list[str]:
    """Return the title and a list of facts, each left out where nothing is known."""
    facts = [
        ("Run", escape(record.run.name)),
        ("Status", _status(record.status)),
        ("Started", format_time(record.status.started) if record.status and record.status.started else None),
        ("Training", _training(record)),
        ("Model", _model(record)),
        ("Rows", ", ".join(f"{split} {rows:,}" for split, rows in record.rows.items())),
        ("One example", _example(record)),
        ("Classes", _classes(record)),
    ]
    blocks = [f"# {escape(record.name)}", "\n".join(f"- {name}: {text}" for name, text in facts if text)]
    if record.problems:
        blocks.append("Files that could not be read, and are left out below:")
        blocks.append("\n".join(f"- {escape(problem)}" for problem in record.problems))
    return blocks


def _status(status: Status | None) -> str:
    if status is None:
        return "not known"
    return f"{status.state}: {escape(status.reason)}" if status.reason else status.state


def _training(record: Record) -> str | None:
    if not record.history:
        return None
    seconds = sum(line.get("seconds") or 0 for line in record.history)
    took = f" in {format_seconds(seconds)}" if seconds else ""
    return format_count(len(record.history), "epoch") + took


def _model(record: Record) -> str | None:
    layers, parameters, trainable = (
        record.fact("model", key) for key in ("layers", "parameters", "trainable_parameters")
    )
    parts = []
    if isinstance(layers, int):
        parts.append(format_count(layers, "layer"))
    if isinstance(parameters, int):
        parts.append(format_count(parameters, "parameter"))
    if isinstance(trainable, int) and trainable != parameters:
        parts.append(f"{trainable:,} of them trainable")
    return ", ".join(parts)


def _classes(record: Record) -> str:
    """Return the ids of the classes with their names, where they have names."""
    names = record.fact("data", "class_names")
    if not isinstance(names, list):
        return ""
    shown = [f"{index} {escape(str(name))}" for index, name in enumerate(names[:MOST_CLASSES])]
    more = [f"... ({len(names)} in all)"] if len(names) > MOST_CLASSES else []
    return ", ".join([*shown, *more])


def _example(record: Record) -> str | None:
    shape, classes = record.fact("data", "shape"), record.fact("data", "classes")
    parts = []
    if isinstance(shape, list) and all(isinstance(size, int) for size in shape):
        parts.append(f"shape {format_shape(shape)}")
    if isinstance(classes, int):
        parts.append(f"one of {classes} classes")
    return ", ".join(parts)
