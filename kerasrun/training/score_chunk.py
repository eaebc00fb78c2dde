"""Many scoring batches in one call of a TensorFlow function.

In: a compiled model and splits on the device. Out: the means of loss and metrics. `loop.py` validates with it
and `score/` scores with it: one object for all splits, so that `test_step` is traced once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf

from kerasrun.training.metric import create_metric_variables
from kerasrun.training.tensors import Tensors
from kerasrun.training.train_chunk import Logs


class ScoreChunk:
    """Runs `model.test_step` over one split after another; traced once for all splits of a form."""

    def __init__(self, model: keras.Sequential, *, eager: bool = False) -> None:
        """Take the model, and whether every step runs as plain Python."""
        self.model = model
        self.eager = eager
        self._functions: dict[Any, Callable[..., Any]] = {}

    def run(self, tensors: Tensors, batch_size: int, first: int, count: int) -> Logs:
        """Score `count` batches of `batch_size` rows from the batch `first` on; returns the means so far."""
        if self.eager:
            logs: Logs = {}
            for step in range(first, first + count):
                logs = self.model.test_step(tensors.cut(step * batch_size, (step + 1) * batch_size))
            return logs
        create_metric_variables(self.model, tensors)
        numbers = (tf.constant(number) for number in (batch_size, first, count))
        return dict(self._traced(tensors.parts)(*numbers, *tensors.parts))

    def _traced(self, parts: tuple[Any, ...]) -> Callable[..., Any]:
        """Return the function for splits of this form, of any number of rows."""
        form = tuple(tf.TensorSpec((None, *part.shape[1:]), part.dtype) for part in parts)
        if form not in self._functions:
            signature = [tf.TensorSpec((), tf.int32)] * 3 + list(form)
            self._functions[form] = tf.function(self._steps, autograph=False, input_signature=signature)
        return self._functions[form]

    def _steps(self, batch_size: Any, first: Any, count: Any, *parts: Any) -> Any:
        tensors = Tensors(*parts)

        def score(step: Any) -> tuple[Any]:
            self.model.test_step(tensors.cut(step * batch_size, (step + 1) * batch_size))
            return (step + 1,)

        tf.while_loop(lambda step: step < first + count, score, (first,))
        return self.model.get_metrics_result()
