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
from kerasrun.errors import BuildError, Path, format_path
from kerasrun.source.document import Document


def require_saveable(built: Any, name: str, path: Path, document: Document) -> None:
    """Make sure that a model with `built` in it, the object called `name` at `path`, can be saved and loaded.

    Raises:
        BuildError: it cannot; says why and where it stands.
    """
    reason = find_unsaveable(built)
    if reason is not None:
        place = (*path, name)
        raise BuildError(
            f"{format_path(place)}: Keras cannot save this {name} and load it again: {reason}",
            "leave the argument out, or write it in another form",
            document.key_mark(place),
        )


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
