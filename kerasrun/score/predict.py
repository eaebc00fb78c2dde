"""The outputs of a model for inputs that have no targets, with its weights as they are, in inference mode."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import numpy as np

from kerasrun.data.examples import Array
from kerasrun.score.evaluate import reset_states
from kerasrun.training.fault import explained
from kerasrun.training.place import Places
from kerasrun.training.predict_chunk import PredictChunk
from kerasrun.training.tensors import load_tensor

STEPS = 100
"""Batches of one call: enough to hide Python, and no more rows than these wait on the device."""


def predict(
    model: keras.Sequential, inputs: Array, *, batch_size: int, places: Places | None = None
) -> Array:
    """Return what the model predicts for every row, as `model.predict` does.

    Stateful layers begin with a state of zeros. A model of a fixed batch size takes no short batch: copies of
    the last row fill it, and what comes out for them is left out.

    Args:
        model: built; it need not be compiled.
        inputs: (n, *input_shape), n > 0; numbers or text, as the model takes them.
        batch_size: rows per step; a model of a fixed batch size has its own.
        places: where the parts of the model stand in the spec, for the line of one that fails.

    Returns:
        (n, *output_shape), in the dtype of the last layer.

    Raises:
        OutOfMemory, DataError, BuildError: see `explained`.
    """
    batch_size = model.input_shape[0] or batch_size
    chunk = PredictChunk(model, eager=bool(model.run_eagerly))
    reset_states(model)
    with explained("predict", batch_size, model, places or Places()):
        parts = _parts(inputs, batch_size, whole=model.input_shape[0] is not None)
        outputs = [np.asarray(chunk.run(load_tensor(part), batch_size)) for part in parts]
    return np.concatenate(outputs)[: len(inputs)]


def _parts(inputs: Array, batch_size: int, *, whole: bool) -> Iterator[Array]:
    """Yield the rows of each call; with `whole`, every batch is full."""
    rows = STEPS * batch_size
    for start in range(0, len(inputs), rows):
        part = inputs[start : start + rows]
        missing = -len(part) % batch_size if whole else 0
        yield np.concatenate([part, part[-1:].repeat(missing, axis=0)]) if missing else part
