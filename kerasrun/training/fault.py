"""What Keras and TensorFlow raise while they train or score, as errors with a sentence for the user."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import tensorflow as tf

from kerasrun.builder.refusal import is_out_of_memory, plain_message
from kerasrun.errors import BuildError, DataError, KerasrunError, OutOfMemory, StorageError


@contextlib.contextmanager
def explained(doing: str, batch_size: int) -> Iterator[None]:
    """Turn an error that Keras or TensorFlow raises inside the `with` block into one of kerasrun.

    Args:
        doing: what is refused: "train" or "score".
        batch_size: rows per step, for the hint where the memory is too small.

    Raises:
        OutOfMemory: an allocation failed.
        DataError: an operation refuses a value, such as a token id beyond an Embedding.
        StorageError: a callback cannot write.
        BuildError: the parts do not go together, such as a metric and the targets.
    """
    try:
        yield
    except (KerasrunError, MemoryError, OSError, ValueError, TypeError, tf.errors.OpError) as error:
        raised = explain(error, doing, batch_size)
        if raised is error:
            raise
        raise raised from error


def explain(error: Exception, doing: str, batch_size: int) -> KerasrunError:
    """Return the error to raise instead of `error`; see `explained`."""
    if isinstance(error, KerasrunError):
        return error
    if is_out_of_memory(error):
        hint = f"try `fit.batch_size={max(batch_size // 2, 1)}`, or a smaller model"
        return OutOfMemory(f"the memory does not hold a step of {batch_size} rows", hint)
    if isinstance(error, OSError):
        return StorageError(f"a callback cannot write: {(error.strerror or str(error)).lower()}")
    message = plain_message(error)
    if isinstance(error, tf.errors.InvalidArgumentError | tf.errors.OutOfRangeError):
        hint = "compare the data with what the layers take"
        return DataError(f"a step on the data failed: {message}", hint)
    return BuildError(f"Keras refuses to {doing} this model: {message}")
