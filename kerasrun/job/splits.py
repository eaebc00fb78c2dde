"""The experiment's data as the model and the loss want it.

In: a checked spec. Out: splits as loaded, then with the targets that the loss wants; every `DataError` has
its place in the spec. Called by `workspace.py`.
"""

from __future__ import annotations

import pathlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from kerasrun.data.class_id import count_classes
from kerasrun.data.class_weight import require_class_weight
from kerasrun.data.examples import ArrayExamples, DataFacts, Splits
from kerasrun.data.input import require_input
from kerasrun.data.load import load_data
from kerasrun.data.origin import place_errors
from kerasrun.errors import DataError
from kerasrun.events import Noted, Notify, Warned
from kerasrun.job.load import Checked, source_arguments
from kerasrun.job.target import Shape, encode_targets
from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.function import FunctionSpec
from kerasrun.spec.object import ObjectSpec

SMOKE_BATCHES = {"train": 3, "validation": 2, "test": 2}
"""Batches per split of a smoke run."""


def load_splits(checked: Checked, *, smoke: bool, allowed: Sequence[pathlib.Path], notify: Notify) -> Splits:
    """Read the data and check it against the model's input; a smoke run keeps a few batches.

    A model of a fixed batch size takes no short batch: the rows of one are dropped, and `notify` is told.

    Raises:
        DataError: the data is missing, damaged, not finite, or does not fit; or the class weights do not name
            every class.
    """
    spec = checked.spec
    for warning in checked.facts.warnings if checked.facts else ():
        notify(Warned(warning))
    splits = load_data(**source_arguments(spec, allowed))
    if spec.fit.class_weight is not None:
        # Before a smoke run cuts the rows: the first ones need not show every class.
        classes = checked.facts.classes if checked.facts else None
        with place_errors(spec.document.value_mark(("fit", "class_weight"))):
            _require_class_weight(spec.fit.class_weight, splits, classes)
    if smoke:
        splits = _first_batches(splits, spec.model.batch_size or spec.fit.batch_size)
    if spec.model.batch_size is not None:
        with place_errors(spec.document.value_mark(("model", "batch_size"))):
            splits = whole_batches(splits, spec.model.batch_size, notify)
    require_input(splits, input_shape=input_shape(spec, checked.facts), text=spec.model.dtype == "string")
    return splits


def input_shape(spec: ExperimentSpec, facts: DataFacts | None) -> tuple[int, ...]:
    """Return the shape of one example, the spec's own where it has one."""
    if spec.model.input_shape is not None:
        return tuple(spec.model.input_shape)
    assert facts is not None
    return facts.shape


def encode_splits(
    splits: Splits, spec: ExperimentSpec, *, output: Shape, classes: int | None, notify: Notify
) -> Splits:
    """Return the splits with targets in the form the loss compares with the model's outputs.

    Args:
        splits: as loaded.
        spec: has a `compile` section.
        output: the model's output shape, batch axis first.
        classes: number of classes, where the source knows it.
        notify: is told once what was done to the labels.

    Raises:
        DataError: a label the model has no output for, or a width that differs.
    """
    assert spec.compile is not None
    loss = _loss_name(spec.compile.loss)
    returns_sequences = _returns_sequences(spec)
    encoded: dict[str, ArrayExamples] = {}
    notes: list[str] = []
    for name, examples in splits.items():
        with place_errors(spec.document.value_mark(("compile", "loss"))):
            targets, note = encode_targets(
                examples, loss=loss, output=output, classes=classes, returns_sequences=returns_sequences
            )
        encoded[name] = replace(examples, targets=targets)
        notes += [note] if note else []
    for note in dict.fromkeys(notes):
        notify(Noted(note))
    return Splits(**encoded)


def _require_class_weight(weights: Mapping[int, float], splits: Splits, classes: int | None) -> None:
    found = count_classes(splits)
    if found is None:
        raise DataError(
            "class_weight: expected one class label per example, received other targets.", "leave it out"
        )
    require_class_weight(weights, classes=max(classes or found, 2))


def _returns_sequences(spec: ExperimentSpec) -> bool | None:
    """Return whether the last recurrent layer gives every step; None where the model has none."""
    for placed in reversed(list(spec.model.placed_layers())):
        # A wrapper such as Bidirectional does as its layer does.
        layer = placed.layer.arguments.get("layer", placed.layer)
        arguments = layer.filled_arguments()
        if "return_sequences" in arguments:
            return bool(arguments["return_sequences"])
    return None


def _loss_name(loss: FunctionSpec) -> str:
    return loss.keras_name if isinstance(loss, ObjectSpec) else "the loss"


def _first_batches(splits: Splits, batch_size: int) -> Splits:
    return _map(splits, lambda name, rows: min(rows, SMOKE_BATCHES[name] * batch_size))


def whole_batches(splits: Splits, batch_size: int, notify: Notify) -> Splits:
    """Drop the rows of a last short batch: a model of a fixed batch size takes none.

    Raises:
        DataError: a split has not one batch.
    """
    dropped = {name: len(examples) % batch_size for name, examples in splits.items()}
    for name, examples in splits.items():
        if len(examples) < batch_size:
            raise DataError(
                f"{name} split: expected at least one batch of {batch_size} rows, received {len(examples)}.",
                "take a smaller `model.batch_size`, or more rows",
            )
    if any(dropped.values()):
        counts = ", ".join(f"{count} of {name}" for name, count in dropped.items() if count)
        notify(Noted(f"rows of a last batch of fewer than {batch_size} rows are left out: {counts}"))
    return _map(splits, lambda _, rows: rows - rows % batch_size)


def _map(splits: Splits, keep: Callable[[str, int], int]) -> Splits:
    """Return the splits with the first `keep(name, rows)` rows of each."""
    cut = {}
    for name, examples in splits.items():
        count = keep(name, len(examples))
        cut[name] = replace(examples, inputs=examples.inputs[:count], targets=examples.targets[:count])
    return Splits(**cut)
