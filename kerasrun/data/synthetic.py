"""Data of any shape made from the seed: five tasks, the fifth of which cannot be learned.

In: `SyntheticSpec` and the seed. Out: facts, or splits of different rows from one distribution. One file per
family draws the rows: `blob.py`, `figure.py` and `wave.py` for classification, `surface.py` for binary and
regression, `noise.py`. Called through `registry.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from pathlib import Path

from kerasrun.data.examples import Array, ArrayExamples, DataFacts, LabelForm, Splits
from kerasrun.data.memory import require_memory
from kerasrun.spec.source import SyntheticSpec

CLASSES = 10
"""Classes of `classification` where the spec names no number."""
OUTPUTS = 1
_TARGET_RANGES = {"regression": (-1.25, 1.75), "sequence": (-1.5, 1.5), "noise": (0.0, 1.0)}
"""Ranges that the targets of any seed and shape fill; only those of noise never lie beyond."""
"""Values a row to predict where the spec names no number."""


def describe(arguments: SyntheticSpec, seed: int, folder: Path, allowed: Sequence[Path] = ()) -> DataFacts:
    """Return the facts that follow from the arguments alone."""
    rows = {"train": arguments.train, "validation": arguments.validation, "test": arguments.test}
    label_form, classes, target_shape = _labels(arguments)
    return DataFacts(
        shape=arguments.shape,
        dtype="float32",
        rows={name: count for name, count in rows.items() if count},
        label_form=label_form,
        classes=classes,
        target_shape=target_shape,
        value_range=_value_range(arguments),
        target_range=_TARGET_RANGES[arguments.task] if label_form == "values" else None,
    )


def load(arguments: SyntheticSpec, seed: int, folder: Path, allowed: Sequence[Path] = ()) -> Splits:
    """Return the splits: inputs (n, *shape) float32; targets (n,) int32 class ids or (n, outputs) float32.

    Raises:
        OutOfMemory: the arrays are larger than the machine's memory.
    """
    facts = describe(arguments, seed, folder, allowed)
    values = sum(facts.rows.values()) * (prod(facts.shape) + prod(facts.target_shape))
    require_memory(4 * values, f"synthetic data of shape {list(facts.shape)}")
    parts = {name: ArrayExamples(*_draw(arguments, seed, name, count)) for name, count in facts.rows.items()}
    return Splits(**parts)


def _draw(arguments: SyntheticSpec, seed: int, split: str, count: int) -> tuple[Array, Array]:
    """Return the rows of one split.

    `world` fixes the distribution and is the same for every split; `rows` differs by split and by row count,
    so that two specs of different size never share rows.
    """
    from kerasrun.data.blob import draw_blobs
    from kerasrun.data.figure import draw_figures
    from kerasrun.data.noise import draw_noise
    from kerasrun.data.stream import open_stream
    from kerasrun.data.surface import draw_binary, draw_regression
    from kerasrun.data.wave import draw_forecast, draw_waves

    task, shape = arguments.task, arguments.shape
    world = open_stream(seed, "synthetic", task)
    rows = open_stream(seed, "synthetic", task, split, count)
    outputs = arguments.outputs or OUTPUTS
    if task == "classification":
        draw = {1: draw_blobs, 2: draw_waves, 3: draw_figures}[len(shape)]
        return draw(shape, arguments.classes or CLASSES, count, world=world, rows=rows)
    if task == "binary":
        return draw_binary(shape, count, world=world, rows=rows)
    if task == "regression":
        return draw_regression(shape, outputs, count, world=world, rows=rows)
    if task == "sequence":
        return draw_forecast(shape, outputs, count, world=world, rows=rows)
    return draw_noise(shape, arguments.classes, outputs, count, soft=arguments.soft, rows=rows)


def _labels(arguments: SyntheticSpec) -> tuple[LabelForm, int | None, tuple[int, ...]]:
    """Return the form of the labels, the number of classes and the shape of a target."""
    if arguments.task == "binary":
        return "binary", 2, ()
    classes = arguments.classes or CLASSES if arguments.task == "classification" else arguments.classes
    if classes is None:
        return "values", None, (arguments.outputs or OUTPUTS,)
    return ("rows", classes, (classes,)) if arguments.soft else ("classes", classes, ())


def _value_range(arguments: SyntheticSpec) -> tuple[float, float] | None:
    """Return the range of the inputs where the task has one: noise and pictures lie in 0 to 1."""
    pictures = arguments.task == "classification" and len(arguments.shape) == 3
    return (0.0, 1.0) if pictures or arguments.task == "noise" else None
