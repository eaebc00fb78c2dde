"""Targets against the model's whole output shape: one per example, or one for each of its steps.

Keras compares shapes that only broadcast, such as 20 targets with one output, and trains on nonsense; that
must stop here.
"""

from __future__ import annotations

from kerasrun.data.examples import Array
from kerasrun.data.labels import encode_labels
from kerasrun.errors import DataError

Shape = tuple[int | None, ...]


def encode_targets(
    targets: Array, *, loss: str, output: Shape, classes: int | None
) -> tuple[Array, str | None]:
    """Return the targets as `loss` compares them with the output, and what was done to them.

    Args:
        targets: (n, *steps), (n, *steps, 1) or (n, *steps, outputs).
        loss: Keras's name of the loss.
        output: the model's output shape (batch, *steps, outputs).
        classes: number of classes, where the source knows it.

    Raises:
        DataError: the axes differ, or see `encode_labels`.
    """
    steps, outputs = output[1:-1], int(output[-1] or 1)
    if "ctc" in loss.lower():
        # Label sequences are shorter than the output: the loss aligns them.
        return targets, None
    if not steps:
        _require_one_row(targets, outputs)
        return encode_labels(targets, loss=loss, outputs=outputs, classes=classes)
    found = targets.shape[1 : 1 + len(steps)]
    if len(found) != len(steps) or any(s not in (None, f) for s, f in zip(steps, found, strict=True)):
        raise DataError(
            f"targets: expected one target for each of the {_shape(steps)} places of the output, received "
            f"targets of shape {_shape(targets.shape[1:])} per example",
            "for one target per example, add Flatten or pooling, or leave `return_sequences` out",
        )
    flat = targets.reshape(-1, *targets.shape[1 + len(steps) :])
    encoded, note = encode_labels(flat, loss=loss, outputs=outputs, classes=classes)
    return encoded.reshape(*targets.shape[: 1 + len(steps)], *encoded.shape[1:]), note


def _require_one_row(targets: Array, outputs: int) -> None:
    """Raise DataError for targets with more axes, or one per step, where the model gives one row."""
    per_step = targets.ndim == 2 and targets.dtype.kind in "iu" and targets.shape[1] not in (1, outputs)
    if targets.ndim <= 2 and not per_step:
        return
    raise DataError(
        f"targets: expected one target per example, as the model has one row of {outputs} outputs, received "
        f"targets of shape {_shape(targets.shape[1:])} per example",
        "for a target at every step, set `return_sequences: true` on the last recurrent layer",
    )


def _shape(shape: Shape) -> str:
    return " x ".join("?" if size is None else str(size) for size in shape)
