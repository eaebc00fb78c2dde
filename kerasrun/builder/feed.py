"""Arrays in the form that Keras takes them: text becomes a string tensor, numbers stay arrays."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from kerasrun.data.examples import Array


def feed(array: Array) -> Any:
    """Return `array` (n, *shape) for `fit`, `evaluate`, `predict` and `adapt`.

    Keras refuses NumPy's text arrays and takes TensorFlow's.
    """
    return tf.constant(array.astype(object)) if array.dtype.kind in "USO" else array
