"""A model rebuilt from a spec, with its data: the part that training and evaluation have in common."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from kerasrun.data.examples import Splits
from kerasrun.events import DataLoaded, ModelBuilt, Notify, Warned
from kerasrun.job.load import Checked
from kerasrun.job.place import find_places
from kerasrun.job.splits import encode_splits, input_shape, load_splits
from kerasrun.spec.experiment import ExperimentSpec

if TYPE_CHECKING:
    import keras

    from kerasrun.training.place import Places
    from kerasrun.training.runtime import Runtime


_NO_JIT = "runtime.jit is true, but Keras compiles neither this model nor deterministic operations with XLA"


@dataclass(frozen=True)
class Workspace:
    """A compiled model and the splits in the form its loss wants."""

    model: keras.Sequential
    splits: Splits
    raw: Splits
    """The splits as loaded, before labels follow the loss: what the fingerprint is of."""
    runtime: Runtime
    places: Places
    """Where the parts of the model stand in the spec."""


def build_workspace(
    checked: Checked,
    *,
    code: Mapping[str, pathlib.Path],
    allow_code: bool,
    allowed: Sequence[pathlib.Path],
    smoke: bool,
    notify: Notify,
    learned_from: pathlib.Path | None = None,
) -> Workspace:
    """Load the data, build and compile the model of a spec with `data` and `compile` sections.

    Args:
        checked: the spec and its data's facts.
        code: the file of each `{python: ...}` by the text of the spec.
        allow_code: whether those files may run.
        allowed: folders outside the project that data may come from.
        smoke: keep a few batches of each split.
        notify: is told of the data and the model.
        learned_from: a saved model of the same spec; layers with `adapt` know what they knew there, whatever
            became of the data.

    Raises:
        DataError: the data is missing, damaged or does not fit.
        BuildError: Keras refuses the model.
        UsageError: the spec names code that is not allowed to run.
    """
    from kerasrun.builder.adapt import ADAPTIVE
    from kerasrun.builder.archive import load_archive
    from kerasrun.builder.compile import compile_model
    from kerasrun.builder.model import build_model

    spec, facts = checked.spec, checked.facts
    assert spec.compile is not None
    assert facts is not None
    runtime = prepare_machine(spec)
    raw = load_splits(checked, smoke=smoke, allowed=allowed, notify=notify)
    shape = input_shape(spec, facts)
    notify(DataLoaded({name: len(examples) for name, examples in raw.items()}, shape))
    layers = list(spec.model.placed_layers())
    adapts = any(placed.layer.keras_name in ADAPTIVE for placed in layers)
    model = build_model(
        layers,
        name=spec.name,
        input_shape=shape,
        dtype=spec.model.dtype,
        batch_size=spec.model.batch_size,
        document=spec.document,
        examples=raw.train.inputs,
        learned=load_archive(learned_from).layers if learned_from is not None and adapts else (),
    )
    by_keras = spec.fit.engine == "keras"
    # The loop compiles whole chunks of steps.
    jit = spec.runtime.jit if by_keras else False
    compiled = spec.compile.model_copy(update={"optimizer": spec.optimizer})
    compile_model(model, compiled, document=spec.document, jit=jit, code=code, allow_code=allow_code)
    refused = runtime.deterministic or (by_keras and not model.jit_compile)
    if spec.runtime.jit is True and refused:
        notify(Warned(_NO_JIT))
    trainable = sum(prod(weight.shape) for weight in model.trainable_weights)
    notify(ModelBuilt(spec.name, len(model.layers), model.count_params(), trainable))
    splits = encode_splits(raw, spec, output=tuple(model.output_shape), classes=facts.classes, notify=notify)
    return Workspace(model, splits, raw, runtime, find_places(spec))


def prepare_machine(spec: ExperimentSpec) -> Runtime:
    """Set the process up as the spec says; see `prepare_runtime`.

    Raises:
        BuildError: TensorFlow has already started with other threads or devices in this process.
    """
    from kerasrun.training.runtime import prepare_runtime

    return prepare_runtime(
        seed=spec.seed,
        precision=spec.runtime.precision,
        deterministic=spec.runtime.deterministic,
        threads=spec.runtime.threads,
        devices=spec.runtime.devices,
    )
