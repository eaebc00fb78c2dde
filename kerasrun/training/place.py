"""Which part of a spec an error comes from that Keras or TensorFlow raises in the middle of a step.

In: the error, the model, its callbacks, and where the parts of the spec stand, which `job/place.py` tells.
Out: one of those places. Called by `fault.py`.
"""

from __future__ import annotations

import inspect
import re
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import keras
import tensorflow as tf

from kerasrun.errors import Mark

_FRAME = re.compile(r'File "(.+?)", line (\d+)')
_NODE = re.compile(r"Detected at node (\S+)|\{\{node (\S+)\}\}")


@dataclass(frozen=True)
class Place:
    """A part of the spec: what it is, its path such as `compile.metrics[1].Precision`, and its mark."""

    kind: Literal["layer", "loss", "metric", "optimizer", "callback", "model"]
    path: str
    mark: Mark | None = None


@dataclass(frozen=True)
class Places:
    """Where each part stands; empty where a model comes from no spec."""

    model: Place | None = None
    """The whole stack, for an error of no part in particular."""
    layers: Sequence[Place] = ()
    """In the order of `model.layers`."""
    loss: Place | None = None
    optimizer: Place | None = None
    metrics: Mapping[str, Place] = field(default_factory=dict)
    """By the name under which Keras records the metric."""
    callbacks: Sequence[Place] = ()
    """In the order of the callbacks."""


def find_place(
    error: BaseException,
    places: Places,
    model: keras.Sequential,
    callbacks: Sequence[keras.callbacks.Callback] = (),
) -> Place | None:
    """Return the place of the part whose code raised `error`, or None where it was none of them.

    The outermost part counts: a callback that sets the learning rate is to blame, not the optimizer. Keras's
    traceback filter must be off, since it drops the frames this looks at.
    """
    for frame, _ in traceback.walk_tb(error.__traceback__):
        place = _place_of(frame.f_locals.get("self"), places, model, callbacks)
        if place is not None:
            return place
    return _place_of_node(error, places, model) if isinstance(error, tf.errors.OpError) else None


def _place_of(
    owner: Any, places: Places, model: keras.Sequential, callbacks: Sequence[keras.callbacks.Callback]
) -> Place | None:
    """Return the place of the object whose method runs in a frame."""
    match owner:
        case keras.callbacks.Callback():
            return _same(owner, callbacks, places.callbacks)
        case keras.layers.Layer():
            return _same(owner, model.layers, places.layers)
        case keras.losses.Loss():
            return places.loss
        case keras.metrics.Metric():
            return places.metrics.get(owner.name)
        case keras.optimizers.Optimizer():
            return places.optimizer
    return None


def _same(owner: Any, objects: Sequence[Any], places: Sequence[Place]) -> Place | None:
    return next((place for item, place in zip(objects, places, strict=False) if item is owner), None)


def _place_of_node(error: tf.errors.OpError, places: Places, model: keras.Sequential) -> Place | None:
    """Return the place of the node of a compiled graph that failed: no frame of a layer runs then.

    The node is named such as `sequential_1/embedding_1_2/GatherV2` or `compile_loss/dice/Sum`.
    """
    found = _NODE.search(str(error.message))
    parts = (found[1] or found[2]).split("/") if found else []
    if "compile_loss" in parts:
        return places.loss
    scopes = _layer_scopes(model)
    indices = [scopes[part] for part in parts if part in scopes]
    if indices and indices[0] < len(places.layers):
        return places.layers[indices[0]]
    frames = [(file, int(line)) for file, line in _FRAME.findall(str(error.message))]
    return next((places.metrics[m.name] for m in _metrics(model, places) if _made_node(m, frames)), None)


def _metrics(model: keras.Sequential, places: Places) -> list[Any]:
    """Return the metrics of the spec, which Keras holds inside one metric for all of them."""
    inner = [part for metric in model.metrics for part in getattr(metric, "metrics", [])]
    return [metric for metric in inner if metric.name in places.metrics]


def _made_node(metric: Any, frames: Sequence[tuple[str, int]]) -> bool:
    """Tell whether the code of the metric is among the (file, line) pairs where a node was made.

    A metric's nodes have no scope, but the message of a graph's error lists where each was made.
    """
    function = inspect.unwrap(getattr(metric, "_fn", None) or type(metric).update_state)
    code = getattr(function, "__code__", None)
    lines = {line for *_, line in code.co_lines()} if code else set()
    return any(code and file == code.co_filename and line in lines for file, line in frames)


def _layer_scopes(model: keras.Sequential) -> dict[str, int]:
    """Return each layer's index by the name TensorFlow gives it inside the model's scope.

    TensorFlow numbers a name that is taken, and Keras opens the scope of a layer twice: to build it and to
    call it.
    """
    graph = tf.Graph()
    scopes = {}
    for index, layer in enumerate(model.layers):
        for _ in ("build", "call"):
            scopes[graph.unique_name(layer.name)] = index
    return scopes
