"""An ObjectSpec to the Keras object it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

import keras

from kerasrun.spec.object import ObjectSpec

_MODULES: dict[str, ModuleType] = {
    "layer": keras.layers,
    "optimizer": keras.optimizers,
    "schedule": keras.optimizers.schedules,
    "loss": keras.losses,
    "metric": keras.metrics,
    "callback": keras.callbacks,
    "initializer": keras.initializers,
    "regularizer": keras.regularizers,
    "constraint": keras.constraints,
}


def build_object(spec: ObjectSpec, extra: Mapping[str, Any] | None = None) -> Any:
    """Return a new Keras object.

    Args:
        spec: the object; a bare `mse` or `relu` is returned as it is, since what it means can depend on the
            model.
        extra: arguments that the run decides, such as where a callback writes.
    """
    if spec.is_alias and spec.kind in ("loss", "metric", "activation"):
        return spec.name
    # Keras wants the thresholds of a metric as a list, and shapes, which it compares and joins, as tuples.
    sequence = list if spec.kind == "metric" else tuple
    arguments = {name: build_value(value, sequence) for name, value in spec.arguments.items()}
    cls = vars(_MODULES[spec.kind])[spec.keras_name]
    return cls(**{**arguments, **(extra or {})})


def build_value(value: Any, sequence: type[list[Any]] | type[tuple[Any, ...]] = tuple) -> Any:
    """Return a spec value with the objects inside it built and its lists as `sequence`."""
    if isinstance(value, ObjectSpec):
        return build_object(value)
    if isinstance(value, list | tuple):
        return sequence(build_value(item, sequence) for item in value)
    if isinstance(value, dict):
        return {key: build_value(item, sequence) for key, item in value.items()}
    return value
