"""Targets against the model's whole output shape: one per example, or one for each of its steps.

In: the examples of a split, the loss and the model's output. Out: targets as Keras's `fit` takes them. Called
by `splits.py`. Keras compares shapes that only broadcast, such as 20 targets with one output, and trains on
nonsense; that must stop here.
"""

from __future__ import annotations

from kerasrun.data.examples import Array, ArrayExamples
from kerasrun.data.labels import encode_labels
from kerasrun.errors import DataError

Shape = tuple[int | None, ...]


def encode_targets(
    examples: ArrayExamples,
    *,
    loss: str,
    output: Shape,
    classes: int | None,
    returns_sequences: bool | None = None,
) -> tuple[Array, str | None]:
    """Return the targets as `loss` compares them with the output, and what was done to them.

    Args:
        examples: their targets are (n, *steps), (n, *steps, 1) or (n, *steps, outputs).
        loss: Keras's name of the loss.
        output: the model's output shape (batch, *steps, outputs).
        classes: number of classes, where the source knows it.
        returns_sequences: whether the last recurrent layer gives every step; None where the model has none.

    Raises:
        DataError: the axes differ, or see `encode_labels`.
    """
    targets, origin = examples.targets, examples.origin
    steps, outputs = output[1:-1], int(output[-1] or 1)
    if "ctc" in loss.lower():
        # Label sequences are shorter than the output: the loss aligns them.
        return targets, None
    if not steps:
        _require_one_row(examples, outputs, loss, returns_sequences)
        return encode_labels(targets, loss=loss, outputs=outputs, classes=classes, origin=origin)
    _require_steps(targets, steps, returns_sequences)
    found = targets.shape[1 : 1 + len(steps)]
    flat = targets.reshape(-1, *targets.shape[1 + len(steps) :])
    encoded, note = encode_labels(
        flat, loss=loss, outputs=outputs, classes=classes, origin=origin._replace(steps=found)
    )
    return encoded.reshape(len(targets), *found, *encoded.shape[1:]), note


def _require_steps(targets: Array, steps: Shape, returns_sequences: bool | None) -> None:
    """Raise DataError unless there is a target for each of the output's steps."""
    found = targets.shape[1 : 1 + len(steps)]
    if len(found) == len(steps) and all(s in (None, f) for s, f in zip(steps, found, strict=True)):
        return
    if returns_sequences:
        change = "leave `return_sequences` out of the last recurrent layer"
    else:
        change = "add Flatten or a pooling layer before the last layer"
    raise DataError(
        f"targets: expected one target for each of the {_shape(steps)} places of the output, received "
        f"{_received(targets)}.",
        f"for one target per example, {change}",
    )


def _require_one_row(
    examples: ArrayExamples, outputs: int, loss: str, returns_sequences: bool | None
) -> None:
    """Raise DataError for targets with more axes, or one per step, where the model gives one row."""
    targets, inputs = examples.targets, examples.inputs
    per_step = returns_sequences is False and targets.shape[1:2] == inputs.shape[1:2]
    sparse = loss.lower().startswith("sparse")
    whole_rows = targets.ndim == 2 and targets.dtype.kind in "iu" and targets.shape[1] not in (1, outputs)
    # Other rows are values, whose width `encode_labels` checks.
    if targets.ndim <= 2 and not (whole_rows and (per_step or sparse)):
        return
    if per_step:
        hint = "for a target at every step, set `return_sequences: true` on the last recurrent layer"
    elif sparse:
        hint = "save one class id per example; for one-hot rows that is y.argmax(axis=-1)"
    else:
        units = targets[0].size
        hint = f"save one row per example: y.reshape(len(y), -1), and give the last layer {units} units"
    raise DataError(
        f"targets: expected one target per example, as the model has one row of {outputs} outputs, received "
        f"{_received(targets)}.",
        hint,
    )


def _received(targets: Array) -> str:
    """Return the shape of a target in words."""
    shape = targets.shape[1:]
    return f"targets of shape {_shape(shape)} per example" if shape else "one number per example"


def _shape(shape: Shape) -> str:
    return " x ".join("?" if size is None else str(size) for size in shape)
