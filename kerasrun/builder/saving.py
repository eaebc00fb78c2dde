"""Whether Keras can save an object and load it again, asked before anything is trained.

Some of Keras's own objects cannot with some of their arguments. Keras says so when the file is written, which
is after the training, or when it is read.
"""

from __future__ import annotations

import json
import random
from typing import Any

import keras

from kerasrun.builder.refusal import plain_message


def find_unsaveable(built: Any) -> str | None:
    """Return why a model with `built` in it could not be saved and loaded, in Keras's words, or None."""
    # Seeds that Keras draws for the copy must not change those of the model.
    state = random.getstate()
    try:
        config = keras.saving.serialize_keras_object(built)
        keras.saving.deserialize_keras_object(json.loads(json.dumps(config)))
    except Exception as error:
        return plain_message(error)
    finally:
        random.setstate(state)
    return None
