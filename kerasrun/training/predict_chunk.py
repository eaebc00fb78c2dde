"""Many predicting batches in one call of a TensorFlow function.

In: a built model and inputs on the device. Out: its outputs, row by row. `score/predict.py` calls it; one
object lives as long as the model, so that `predict_step` is traced once for inputs of a form.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf


class PredictChunk:
    """Runs `model.predict_step`, which is in inference mode, over inputs of any number of rows."""

    def __init__(self, model: keras.Sequential, *, eager: bool = False) -> None:
        """Take the model, and whether every step runs as plain Python."""
        self.model = model
        self.eager = eager
        self._functions: dict[Any, Callable[..., Any]] = {}

    def run(self, inputs: Any, batch_size: int) -> Any:
        """Return the outputs (n, *output_shape) of the inputs (n, *input_shape), `batch_size` rows at a time.

        The last batch may be short.
        """
        if self.eager:
            starts = range(0, int(inputs.shape[0]), batch_size)
            return tf.concat([self._predict(inputs, start, batch_size) for start in starts], axis=0)
        form = tf.TensorSpec((None, *inputs.shape[1:]), inputs.dtype)
        if form not in self._functions:
            signature = [form, tf.TensorSpec((), tf.int32)]
            self._functions[form] = tf.function(self._steps, autograph=False, input_signature=signature)
        return self._functions[form](inputs, tf.constant(batch_size))

    def _predict(self, inputs: Any, start: Any, batch_size: Any) -> Any:
        return self.model.predict_step((inputs[start : start + batch_size],))

    def _steps(self, inputs: Any, batch_size: Any) -> Any:
        count = -(-tf.shape(inputs)[0] // batch_size)
        # No shape is declared: the last batch may be short, and layers of text announce an axis too many.
        batches = tf.TensorArray(self.model.outputs[0].dtype, count, infer_shape=False)

        def predict(step: Any, batches: Any) -> tuple[Any, Any]:
            predicted = self._predict(inputs, step * batch_size, batch_size)
            return step + 1, batches.write(step, predicted)

        _, batches = tf.while_loop(lambda step, _: step < count, predict, (tf.constant(0), batches))
        return batches.concat()
