"""Data of any shape made from the seed: five tasks, the fifth of which cannot be learned.

In: `SyntheticSpec` and the seed. Out: facts, or splits of different rows from one distribution. One file per
family draws the
rows: `blob.py`, `figure.py` and `wave.py` for classification, `surface.py` for binary and regression,
    `noise.py`. Called through `registry.py`.

What goes with which task (everything else is refused):

task            shape                            classes         outputs       soft
classification  1, 2 or 3 axes; 4 steps or more  optional (10)   -             -
binary          any                              -               -             -
regression      any                              -               optional (1)  -
sequence        [steps, features], 2 steps       -               optional (1)  -
noise           any                              one of the two  one of them   with classes
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from pathlib import Path

from kerasrun.data.blob import draw_blobs
from kerasrun.data.examples import Array, ArrayExamples, DataFacts, LabelForm, Splits
from kerasrun.data.figure import draw_figures
from kerasrun.data.memory import require_memory
from kerasrun.data.noise import draw_noise
from kerasrun.data.stream import open_stream
from kerasrun.data.surface import draw_binary, draw_regression
from kerasrun.data.wave import draw_forecast, draw_waves
from kerasrun.errors import DataError
from kerasrun.spec.source import SyntheticSpec

CLASSES = 10
MOST_CLASSES = 2**20
OUTPUTS = 1
CLASSIFIERS = {1: draw_blobs, 2: draw_waves, 3: draw_figures}
LEAST_STEPS = {"classification": 4, "sequence": 2}
FIELDS = {
    "classification": ("classes",),
    "binary": (),
    "regression": ("outputs",),
    "sequence": ("outputs",),
    "noise": ("classes", "outputs", "soft"),
}
"""The fields beside `shape` and the row counts that each task takes."""


def describe(arguments: SyntheticSpec, seed: int, folder: Path, allowed: Sequence[Path] = ()) -> DataFacts:
    """Return the facts that follow from the arguments alone.

    Raises:
        DataError: the arguments do not go together; see the table above.
    """
    _require_fields(arguments)
    _require_shape(arguments)
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
    )


def load(arguments: SyntheticSpec, seed: int, folder: Path, allowed: Sequence[Path] = ()) -> Splits:
    """Return the splits: inputs (n, *shape) float32; targets (n,) int32 class ids or (n, outputs) float32.

    Raises:
        DataError: the arguments do not go together.
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
    task, shape = arguments.task, arguments.shape
    world = open_stream(seed, "synthetic", task)
    rows = open_stream(seed, "synthetic", task, split, count)
    outputs = arguments.outputs or OUTPUTS
    if task == "classification":
        draw = CLASSIFIERS[len(shape)]
        return draw(shape, arguments.classes or CLASSES, count, world=world, rows=rows)
    if task == "binary":
        return draw_binary(shape, count, world=world, rows=rows)
    if task == "regression":
        return draw_regression(shape, outputs, count, world=world, rows=rows)
    if task == "sequence":
        return draw_forecast(shape, outputs, count, world=world, rows=rows)
    return draw_noise(shape, arguments.classes, arguments.outputs, count, soft=arguments.soft, rows=rows)


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


def _require_fields(arguments: SyntheticSpec) -> None:
    """Raise DataError for a field that the task does not take, and for noise without a kind of label."""
    task = arguments.task
    given = {"classes": arguments.classes, "outputs": arguments.outputs, "soft": arguments.soft or None}
    for field, value in given.items():
        if value is not None and field not in FIELDS[task]:
            tasks = [name for name, fields in FIELDS.items() if field in fields]
            raise DataError(
                f"synthetic: expected no `{field}` with task {task}, received {str(value).lower()}.",
                f"remove `{field}`; it goes with task {' or '.join(tasks)}",
            )
    if arguments.classes is not None and arguments.classes > MOST_CLASSES:
        raise DataError(f"synthetic: expected at most {MOST_CLASSES} classes, received {arguments.classes}.")
    if task == "noise" and (arguments.classes is None) == (arguments.outputs is None):
        received = "neither" if arguments.classes is None else "both"
        raise DataError(
            f"synthetic: expected either `classes` or `outputs` with task noise, received {received}.",
            "write `classes: 10` for random classes, or `outputs: 1` for random values",
        )
    if arguments.soft and arguments.classes is None:
        raise DataError(
            "synthetic: expected `classes` with `soft: true`, received none.", "write `classes: 10`"
        )


def _require_shape(arguments: SyntheticSpec) -> None:
    """Raise DataError for a shape that the task cannot fill."""
    task, shape = arguments.task, list(arguments.shape)
    if task == "sequence" and len(shape) != 2:
        raise DataError(
            f"synthetic: expected shape [steps, features] with task sequence, received {shape}.",
            "write `shape: [24, 1]`",
        )
    if task == "classification" and len(shape) not in CLASSIFIERS:
        raise DataError(
            f"synthetic: expected a shape of 1, 2 or 3 axes with task classification, received {shape}.",
            "write [features], [steps, features] or [height, width, channels]",
        )
    least = LEAST_STEPS.get(task, 0)
    if len(shape) == 2 and shape[0] < least:
        raise DataError(
            f"synthetic: expected {least} steps or more with task {task}, received shape {shape}.",
            "give [steps, features] more steps, or write [features] for data without steps",
        )
