"""The variables of a compiled model's metrics, made before anything is traced.

Keras makes them in the first step, and TensorFlow traces a function anew that makes variables in its first
trace: a short training spends most of its time on tracing. The chunks call this before their first step.
"""

from __future__ import annotations

import contextlib

import keras
import numpy as np

from kerasrun.training.tensors import Tensors


def create_metric_variables(model: keras.Sequential, tensors: Tensors) -> None:
    """Let the metrics make their variables, all at their first values, unless they have them.

    Args:
        model: built and compiled.
        tensors: a split; its first row tells the metrics the shapes.
    """
    compiled = model._compile_metrics
    if compiled is None or compiled.built:
        return
    x, y, *weight = tensors.cut(0, 1)
    predicted = np.zeros((1, *model.output_shape[1:]), model.compute_dtype)
    # What is wrong with a metric, the first step says, where its place in the spec is looked up.
    with contextlib.suppress(Exception):
        model.compute_metrics(x, y, keras.ops.convert_to_tensor(predicted), *weight)
    model.reset_metrics()
