"""The dense and the LSTM job of steady.py in JAX: an epoch as one `lax.scan` over shuffled batches.

`peer.py` calls it. RMSprop is as Keras has it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

UNITS = 32


def weights(*shape: int) -> Any:
    """Return small random numbers."""
    return jnp.asarray(np.random.default_rng(0).normal(0, 0.1, shape).astype("float32"))


def dense_weights() -> list[Any]:
    """Return those of 100-32-10."""
    return [weights(100, UNITS), weights(UNITS), weights(UNITS, 10), weights(10)]


def dense_logits(w: Any, inputs: Any) -> Any:
    """Return the logits of 100-32-10."""
    return jax.nn.relu(inputs @ w[0] + w[1]) @ w[2] + w[3]


def lstm_weights() -> list[Any]:
    """Return those of three LSTM(32) on 16 features, and of Dense(10)."""
    start = [weights(UNITS if layer else 16, 4 * UNITS) for layer in range(3)]
    start += [weights(UNITS, 4 * UNITS) for _ in range(3)] + [weights(4 * UNITS) for _ in range(3)]
    return [*start, weights(UNITS, 10), weights(10)]


def lstm_logits(w: Any, inputs: Any) -> Any:
    """Return the logits of the stack."""
    sequence = inputs.swapaxes(0, 1)
    for layer in range(3):
        sequence = lstm(w[layer], w[3 + layer], w[6 + layer], sequence)
    return sequence[-1] @ w[9] + w[10]


def lstm(kernel: Any, recurrent: Any, bias: Any, sequence: Any) -> Any:
    """Return the outputs (time, batch, units) of one layer."""

    def cell(state: Any, inputs: Any) -> Any:
        h, c = state
        i, f, g, o = jnp.split(inputs + h @ recurrent + bias, 4, axis=-1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        h = jax.nn.sigmoid(o) * jnp.tanh(c)
        return (h, c), h

    zero = jnp.zeros((sequence.shape[1], UNITS))
    return jax.lax.scan(cell, (zero, zero), sequence @ kernel)[1]


JOBS = {"dense": (dense_weights, dense_logits), "lstm": (lstm_weights, lstm_logits)}


def jax_epoch(job: str, x: Any, y: Any, size: int) -> Callable[[], None]:
    """Return what trains one epoch; KeyError for a job that is not written here."""
    make, logits = JOBS[job]
    inputs, targets = jnp.asarray(x), jnp.asarray(y)

    def loss(w: Any, inputs: Any, targets: Any) -> Any:
        return -(targets * jax.nn.log_softmax(logits(w, inputs))).sum(-1).mean()

    def step(state: Any, rows: Any) -> Any:
        w, square = state
        value, gradient = jax.value_and_grad(loss)(w, inputs[rows], targets[rows])
        square = [0.9 * s + 0.1 * g * g for s, g in zip(square, gradient, strict=True)]
        w = [p - 1e-3 * g / jnp.sqrt(s + 1e-7) for p, g, s in zip(w, gradient, square, strict=True)]
        return (w, square), value

    run = jax.jit(lambda state, rows: jax.lax.scan(step, state, rows))
    start = make()
    state: Any = (start, [jnp.zeros_like(w) for w in start])
    steps = len(x) // size

    def epoch() -> None:
        nonlocal state
        rows = np.random.permutation(len(x))[: steps * size].reshape(steps, size)
        state, values = run(state, rows)
        values.block_until_ready()

    return epoch
