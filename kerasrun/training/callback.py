"""Whether a callback acts at single batches: then the loop takes one at a time, as `fit` does.

In: a callback as Keras gets it. Out: yes or no. `train.py` asks it of what a caller hands over; of what
a spec names, `analysis/pace.py` knows it before Keras is there.
"""

from __future__ import annotations

from typing import Any

import keras

_HOOKS = [f"on_{phase}batch_{moment}" for phase in ("", "train_", "test_") for moment in ("begin", "end")]


def wants_single_batches(callback: keras.callbacks.Callback) -> bool:
    """Tell whether the callback must hear of every batch, of training or of validation.

    Keras's own hear of them to write, to save or to trace at some; what they do at the last batch of a chunk
    alone, as TerminateOnNaN does, comes out the same. Of a user's callback nobody knows.
    """
    if isinstance(callback, keras.callbacks.CallbackList):
        return any(wants_single_batches(inner) for inner in callback.callbacks)
    if not all(_is_keras(getattr(callback, hook)) for hook in _HOOKS):
        return True
    if isinstance(callback, keras.callbacks.TensorBoard):
        return bool(callback.update_freq != "epoch" or callback._should_trace)
    return bool(getattr(callback, "save_freq", "epoch") != "epoch")


def _is_keras(method: Any) -> bool:
    """Tell whether a method is as Keras wrote it; LambdaCallback has the user's functions in its place."""
    return str(getattr(method, "__module__", None)).split(".")[0] == "keras"
