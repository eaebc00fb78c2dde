"""Many training batches in one call of a TensorFlow function: Keras's steps without its Python between them.

In: a compiled model and a split on the device. Out: the steps done and the means of loss and metrics so far.
`loop.py` calls it; one object lives as long as the model, so that every function is traced once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from kerasrun.builder.refusal import plain_message
from kerasrun.training.metric import create_metric_variables
from kerasrun.training.order import Rows
from kerasrun.training.tensors import Tensors

Logs = Mapping[str, Any]
"""Name of the loss or a metric to its mean over the epoch so far."""


@dataclass(frozen=True)
class Done:
    """What one call did."""

    steps: int
    """Fewer than asked for where the loss of the last one is not finite."""
    logs: Logs
    finite: bool


class TrainChunk:
    """Runs `model.train_step` over given rows; stops at the first step whose loss is not finite."""

    def __init__(
        self,
        model: keras.Sequential,
        tensors: Tensors,
        *,
        batch_size: int,
        steps: int,
        jit: bool = False,
        eager: bool = False,
        on_refusal: Callable[[str], None] = lambda reason: None,
    ) -> None:
        """Take the model and its data.

        Args:
            model: built and compiled, its optimizer built.
            tensors: the training split.
            batch_size: rows per step.
            steps: the most steps of one call.
            jit: compile full batches with XLA; a short last batch runs as a plain graph.
            eager: run every step as plain Python.
            on_refusal: told why XLA cannot compile the model; then all of it runs as a plain graph.
        """
        self.model = model
        self.tensors = tensors
        self.batch_size = batch_size
        self.steps = steps
        self.jit = jit
        self.eager = eager
        self.on_refusal = on_refusal
        self._graph: Callable[..., Any] | None = None
        self._compiled: Callable[..., Any] | None = None

    def run(self, rows: Rows) -> Done:
        """Train on `rows`, `batch_size` at a time; at most `steps` batches, the last one may be short."""
        if self.eager:
            return self._run_eagerly(rows)
        create_metric_variables(self.model, self.tensors)
        whole = len(rows) // self.batch_size
        if not self.jit or whole == 0:
            return self._run_graph(rows)
        done = self._run_compiled(rows[: whole * self.batch_size])
        rest = rows[whole * self.batch_size :]
        if not done.finite or not len(rest):
            return done
        last = self._run_graph(rest)
        return Done(done.steps + last.steps, last.logs, last.finite)

    def _run_eagerly(self, rows: Rows) -> Done:
        logs: Logs = {}
        steps = 0
        for start in range(0, len(rows), self.batch_size):
            logs = self.model.train_step(self.tensors.take(rows[start : start + self.batch_size]))
            steps += 1
            if not np.isfinite(float(logs["loss"])):
                return Done(steps, logs, finite=False)
        return Done(steps, logs, finite=True)

    def _run_graph(self, rows: Rows) -> Done:
        if self._graph is None:
            self._graph = tf.function(self._steps, autograph=False, input_signature=self._signature())
        count = -(-len(rows) // self.batch_size)
        return _done(self._graph(tf.constant(rows), tf.constant(count), *self.tensors.parts))

    def _run_compiled(self, rows: Rows) -> Done:
        first = self._compiled is None
        if self._compiled is None:
            self._compiled = tf.function(self._whole_steps, autograph=False, jit_compile=True)
        # One length for every call: XLA compiles anew for each.
        padded = np.zeros(self.steps * self.batch_size, np.int32)
        padded[: len(rows)] = rows
        count = tf.constant(len(rows) // self.batch_size)
        try:
            return _done(self._compiled(tf.constant(padded), count, *self.tensors.parts))
        except (tf.errors.OpError, ValueError, NotImplementedError) as error:
            if not first:
                raise
            # What is wrong with the model and not with XLA, the graph says again.
            self.jit = False
            done = self._run_graph(rows)
            self.on_refusal(plain_message(error))
            return done

    def _signature(self) -> list[Any]:
        specs = [tf.TensorSpec((None, *part.shape[1:]), part.dtype) for part in self.tensors.parts]
        return [tf.TensorSpec((None,), tf.int32), tf.TensorSpec((), tf.int32), *specs]

    def _steps(self, rows: Any, count: Any, *parts: Any) -> Any:
        """Take batches of any length, so that a short last one needs no trace of its own."""
        size = self.batch_size
        return self._loop(lambda i: rows[i * size : (i + 1) * size], count, parts)

    def _whole_steps(self, rows: Any, count: Any, *parts: Any) -> Any:
        """Take batches of one length, which XLA must know when it compiles."""
        return self._loop(lambda i: tf.slice(rows, [i * self.batch_size], [self.batch_size]), count, parts)

    def _loop(self, batch: Callable[[Any], Any], count: Any, parts: tuple[Any, ...]) -> Any:
        tensors = Tensors(*parts)

        def go_on(step: Any, finite: Any) -> Any:
            return tf.logical_and(step < count, finite)

        def take(step: Any, finite: Any) -> tuple[Any, Any]:
            logs = self.model.train_step(tensors.take(batch(step)))
            return step + 1, tf.math.is_finite(logs["loss"])

        steps, finite = tf.while_loop(go_on, take, (tf.constant(0), tf.constant(True)))
        return steps, finite, self.model.get_metrics_result()


def _done(result: tuple[Any, Any, Logs]) -> Done:
    steps, finite, logs = result
    return Done(int(steps), dict(logs), bool(finite))
