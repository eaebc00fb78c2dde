"""What Keras and TensorFlow raise while they train or score, as errors with a sentence for the user."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence

import keras
import tensorflow as tf

from kerasrun.builder.refusal import is_out_of_memory, plain_message
from kerasrun.errors import BuildError, DataError, KerasrunError, OutOfMemory, StorageError
from kerasrun.training.place import Place, Places, find_place

_EXPECTED = (KerasrunError, MemoryError, OSError, ValueError, TypeError, tf.errors.OpError)
"""What Keras raises on purpose; anything else is its refusal only where a part of the spec raised it."""

_WRONG_ID = re.compile(r"indices\[.*?\] = (-?\d+) is not in \[0, (\d+)\)")
_DISK_FULL = "No space left on device"
"""TensorFlow's writers report a full disk as exhausted resources."""
_NO_XLA = "unsupported operations when trying to compile"

_HINTS = {
    "layer": "compare the data with what the layer takes",
    "loss": "compare its arguments and the targets with the model's output",
    "metric": "a metric gets the targets as the loss wants them: one-hot rows with categorical_crossentropy, "
    "class ids with sparse_categorical_crossentropy",
    "optimizer": "change its arguments",
    "callback": "change its arguments, or leave it out",
    "model": "compare the data with what the layers take",
}


@contextlib.contextmanager
def explained(
    doing: str,
    batch_size: int,
    model: keras.Sequential,
    places: Places,
    callbacks: Sequence[keras.callbacks.Callback] = (),
) -> Iterator[None]:
    """Turn an error that Keras or TensorFlow raises inside the `with` block into one of kerasrun.

    Args:
        doing: what is refused: "train", "score" or "predict".
        batch_size: rows per step, for the hint where the memory is too small.
        model: the model that runs.
        places: where its parts stand in the spec, for the line of the one that failed.
        callbacks: the spec's callbacks, in order.

    Raises:
        OutOfMemory: an allocation failed.
        DataError: an operation refuses a value, such as a token id beyond an Embedding.
        StorageError: a callback cannot write.
        BuildError: the parts do not go together, such as a metric and the targets.
    """
    filtering = keras.config.is_traceback_filtering_enabled()
    # Keras drops its own frames from a traceback, and these tell the part that failed.
    keras.config.disable_traceback_filtering()
    try:
        yield
    except Exception as error:
        place = find_place(error, places, model, callbacks)
        if place is None and not isinstance(error, _EXPECTED):
            raise
        raised = explain(error, doing, batch_size, place or places.model)
        if raised is error:
            raise
        raise raised from error
    finally:
        if filtering:
            keras.config.enable_traceback_filtering()


def explain(error: Exception, doing: str, batch_size: int, place: Place | None = None) -> KerasrunError:
    """Return the error to raise instead of `error`, which comes from `place`; see `explained`."""
    if isinstance(error, KerasrunError):
        return error
    if isinstance(error, OSError) or _DISK_FULL in str(error):
        reason = error.strerror if isinstance(error, OSError) and error.strerror else plain_message(error)
        writer = place if place and place.kind == "callback" else Place("callback", "a callback")
        return StorageError(f"{writer.path} cannot write: {reason.lower()}", mark=writer.mark)
    if is_out_of_memory(error):
        hint = f"try `fit.batch_size={max(batch_size // 2, 1)}`, or a smaller model"
        return OutOfMemory(f"the memory does not hold a step of {batch_size} rows", hint)
    mark = place.mark if place else None
    start = f"{place.path}: " if place else ""
    message = plain_message(error)
    if _NO_XLA in str(error):
        return BuildError(
            f"{start}XLA cannot compile this model: {message}", "set `runtime.jit: false`", mark
        )
    kind = place.kind if place else "model"
    refused = isinstance(error, tf.errors.InvalidArgumentError | tf.errors.OutOfRangeError)
    if refused and kind in ("layer", "loss", "model"):
        found = _WRONG_ID.search(message)
        if found and kind == "layer":
            wrong, size = int(found[1]), int(found[2])
            hint = f"it needs an `input_dim` of {wrong + 1} at least" if wrong >= 0 else "mend the ids"
            return DataError(f"{start}expected ids from 0 to {size - 1}, received {wrong}.", hint, mark)
        return DataError(f"{start}a step on the data failed: {message}", _HINTS[kind], mark)
    what = "this model" if kind == "model" else "with it"
    return BuildError(f"{start}Keras refuses to {doing} {what}: {message}", _HINTS[kind], mark)
