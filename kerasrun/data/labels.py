"""Labels follow the loss: targets in the form in which the loss compares them with the model's outputs.

In: targets as the source brings them, the loss and the number of outputs. Out: targets for Keras and a note
for the screen. Called for each split by training and evaluation. Wrong labels must stop here: Keras
broadcasts some in silence, and an id out of range is an error on one device and a NaN on another.
"""

from __future__ import annotations

import numpy as np

from kerasrun.data.examples import Array
from kerasrun.data.origin import Origin
from kerasrun.errors import DataError

BINARY_LOSSES = {"binarycrossentropy", "binaryfocalcrossentropy", "bce"}
ID_LOSSES = {"categoricalcrossentropy", "categoricalfocalcrossentropy"}
FLAT_ID_LOSSES = {"categoricalgeneralizedcrossentropy"}
"""Take class ids as the sparse losses do, but only without an axis of their own."""
EMBEDDING_LOSSES = {"circle"}
"""Take a class id of each embedded example: the outputs are no classes."""
UNKNOWN = Origin()


def encode_labels(
    targets: Array, *, loss: str, outputs: int, classes: int | None = None, origin: Origin = UNKNOWN
) -> tuple[Array, str | None]:
    """Return the targets as `loss` wants them and what was done, for the screen.

    Args:
        targets: class ids (n,) or (n, 1); rows of weights or values (n, k); values (n,). All finite.
        loss: Keras's name of the loss, as a class, function or alias.
        outputs: width of the model's last axis.
        classes: number of classes, where the source knows it.
        origin: where the targets come from, for errors.

    Returns:
        Targets: ids left alone for a sparse loss, or (n,) where it takes no more; (n, outputs) float32 with
            class ids one-hot;
            (n, 1) float32 for one output. The note is None when nothing changed that a user would want to
            know.

    Raises:
        DataError: an id is negative, fractional or not below the number of outputs, or a target row has
            another width.
    """
    key = loss.replace("_", "").lower()
    if key.startswith("sparse"):
        return _keep_ids(targets, loss, outputs, classes, origin), None
    if key in FLAT_ID_LOSSES:
        return _keep_ids(targets, loss, outputs, classes, origin).reshape(-1), None
    if key in EMBEDDING_LOSSES:
        return _keep_groups(targets, loss, origin), None
    if key in ID_LOSSES and outputs == 1:
        raise DataError(
            f"{loss}: expected one output per class, received a model with 1 output, whose loss is always 0.",
            "use binary_crossentropy with one sigmoid output, or one output per class",
        )
    if targets.size != len(targets):
        return _keep_rows(targets, loss, outputs, key in BINARY_LOSSES, origin), None
    if outputs == 1:
        return _column(targets, loss, key in BINARY_LOSSES, origin)
    if targets.dtype.kind in "iu" or key in ID_LOSSES:
        return _one_hot(targets, loss, outputs, classes, origin)
    raise DataError(
        f"targets: expected {outputs} values a row, one per output, received one.",
        "give the last layer 1 unit",
    )


def _keep_ids(targets: Array, loss: str, outputs: int, classes: int | None, origin: Origin) -> Array:
    """Return the ids, checked; whole floats become int32."""
    if targets.ndim == 2 and 1 < outputs == targets.shape[1] and not _are_ids(targets):
        other = loss.replace("sparse_", "").replace("Sparse", "")
        raise DataError(
            f"{loss}: expected one class id a row, received rows of {outputs} weights.",
            f"use {other if other != loss else 'categorical_crossentropy'}",
        )
    return _whole_ids(targets, loss, outputs, classes, origin)


def _keep_groups(targets: Array, loss: str, origin: Origin) -> Array:
    """Return whole numbers (n,), of which the loss only asks which are equal."""
    if targets.size != len(targets):
        raise DataError(
            f"{loss}: expected one class id a row, received {targets[0].size} values a row.",
            "save one class id per example; for one-hot rows that is y.argmax(axis=-1)",
        )
    whole = targets == np.floor(targets)
    if not whole.all():
        raise _bad_target(targets, whole, f"class ids for {loss}", "ids are whole numbers", origin)
    return targets.reshape(-1).astype(np.int32)


def _keep_rows(targets: Array, loss: str, outputs: int, binary: bool, origin: Origin) -> Array:
    """Return target rows as float32, checked for their width and, for a binary loss, for their range."""
    if targets.shape[-1] != outputs:
        raise DataError(
            f"targets: expected {outputs} values a row, one per output, received {targets.shape[-1]}.",
            f"give the last layer {targets.shape[-1]} units",
        )
    if binary:
        _require_unit_range(targets, loss, origin)
    return targets.astype(np.float32, copy=False)


def _column(targets: Array, loss: str, binary: bool, origin: Origin) -> tuple[Array, str | None]:
    """Return (n, 1) float32 for a model with one output."""
    column = targets.reshape(-1, 1).astype(np.float32, copy=False)
    if not binary:
        return column, None
    _require_unit_range(targets.reshape(-1), loss, origin)
    whole = targets.dtype.kind in "iu"
    return column, f"labels 0/1 are one float column for {loss}" if whole else None


def _require_unit_range(targets: Array, loss: str, origin: Origin) -> None:
    """Raise DataError for a target of a binary loss outside 0 to 1; Keras would train on it in silence."""
    good = (targets >= 0) & (targets <= 1)
    if not good.all():
        hint = "for more than two classes use one softmax output per class and categorical_crossentropy"
        raise _bad_target(targets, good, f"labels from 0 to 1 for {loss}", hint, origin)


def _one_hot(
    targets: Array, loss: str, outputs: int, classes: int | None, origin: Origin
) -> tuple[Array, str]:
    """Return one-hot rows (n, outputs) float32."""
    ids = _whole_ids(targets.reshape(-1), loss, outputs, classes, origin)
    rows = np.zeros((len(ids), outputs), np.float32)
    rows[np.arange(len(ids)), ids] = 1
    return rows, f"class ids are one-hot encoded for {loss}: {outputs} values a row"


def _whole_ids(targets: Array, loss: str, outputs: int, classes: int | None, origin: Origin) -> Array:
    """Return integer ids; raise DataError for one that is no class or has no output."""
    if classes is not None and classes > outputs:
        raise DataError(
            f"{loss}: expected an output for each of {classes} classes, received {outputs} outputs.",
            f"give the last layer {classes} units",
        )
    good = (targets >= 0) & (targets < outputs)
    if targets.dtype.kind == "f":
        good &= targets == np.floor(targets)
    if not good.all():
        expected = f"class ids 0 to {outputs - 1} for {outputs} outputs"
        raise _bad_target(targets, good, expected, _id_hint(targets, outputs), origin)
    return targets.astype(np.int32) if targets.dtype.kind == "f" else targets


def _id_hint(targets: Array, outputs: int) -> str:
    """Return the likely reason for ids out of range."""
    if targets.min() == 1 and targets.max() == outputs:
        return "the ids count from 1; subtract 1"
    if targets.min() < 0 or (targets != np.floor(targets)).any():
        return "ids are whole numbers that count from 0"
    return f"the last layer needs {int(targets.max()) + 1} units for these ids"


def _are_ids(targets: Array) -> bool:
    """Return whether a matrix holds an id per step rather than one row of weights per example."""
    return targets.dtype.kind in "iu" and not bool((targets.sum(axis=1) == 1).all())


def _bad_target(targets: Array, good: Array, expected: str, hint: str, origin: Origin) -> DataError:
    """Return the error of the first target that is not `good`."""
    place = tuple(int(index) for index in np.unravel_index(good.argmin(), good.shape))
    return origin.bad_value("targets", place, expected=expected, received=targets[place].item(), hint=hint)
