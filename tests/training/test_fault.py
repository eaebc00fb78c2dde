from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasrun.errors import BuildError, DataError, Mark, OutOfMemory, StorageError, TrainingFault
from kerasrun.training.fault import explain, explained
from kerasrun.training.place import Place, Places

MARK = Mark("s.yaml", 3, 7)
NONE = Places()


def explaining(doing: str = "train", batch_size: int = 64, places: Places = NONE) -> Any:
    return explained(doing, batch_size, keras.Sequential(), places)


@pytest.mark.parametrize(
    ("raised", "expected", "message"),
    [
        (tf.errors.ResourceExhaustedError(None, None, "OOM"), OutOfMemory, "a step of 64 rows"),
        (MemoryError(), OutOfMemory, "a step of 64 rows"),
        (OSError(28, "No space left on device"), StorageError, "no space left on device"),
        (
            tf.errors.ResourceExhaustedError(None, None, "events; No space left on device"),
            StorageError,
            "no space left on device",
        ),
        (tf.errors.InvalidArgumentError(None, None, "indices[0] = 9"), DataError, "indices"),
        (tf.errors.UnimplementedError(None, None, "no kernel"), BuildError, "refuses to train .*: no kernel"),
        (ValueError("shapes differ"), BuildError, "Keras refuses to train this model: shapes differ"),
        (TypeError("bad"), BuildError, "bad"),
    ],
)
def test_error_becomes_one_of_kerasrun(raised, expected, message):
    with pytest.raises(expected, match=message) as caught, explaining():
        raise raised
    assert caught.value.__cause__ is raised


def test_memory_hint_halves_the_batch():
    with pytest.raises(OutOfMemory) as caught, explaining():
        raise MemoryError
    assert "fit.batch_size=32" in str(caught.value.hint)


def test_real_operation_on_a_wrong_id():
    with pytest.raises(DataError, match=r"indices\[1\] = 5 is not in \[0, 3\)"), explaining("score", 8):
        tf.nn.embedding_lookup(tf.zeros((3, 2)), np.array([0, 5]))


def test_own_errors_pass():
    fault = TrainingFault("nan")
    with pytest.raises(TrainingFault) as caught, explaining():
        raise fault
    assert caught.value is fault


def test_bugs_pass():
    with pytest.raises(KeyError), explaining():
        raise KeyError("bug")


@pytest.mark.parametrize("kind", ["layer", "loss", "metric", "optimizer", "callback", "model"])
def test_place_starts_the_message_and_gives_the_line(kind):
    told = explain(ValueError("odd"), "train", 8, Place(kind, "some.path", MARK))
    assert isinstance(told, BuildError)
    assert told.message.startswith("some.path: Keras refuses to train ")
    assert told.mark == MARK
    assert told.hint


@pytest.mark.parametrize(
    ("kind", "expected"), [("layer", DataError), ("loss", DataError), ("metric", BuildError)]
)
def test_value_that_an_operation_refuses(kind, expected):
    error = tf.errors.InvalidArgumentError(None, None, "label 7 is outside")
    assert isinstance(explain(error, "train", 8, Place(kind, "p", MARK)), expected)


@pytest.mark.parametrize(("received", "hint"), [(12, "an `input_dim` of 13 at least"), (-1, "mend the ids")])
def test_id_beyond_an_embedding(received, hint):
    error = tf.errors.InvalidArgumentError(None, None, f"indices[0,2] = {received} is not in [0, 10)")
    told = explain(error, "train", 8, Place("layer", "model.layers[0].Embedding", MARK))
    assert told.message == f"model.layers[0].Embedding: expected ids from 0 to 9, received {received}."
    assert hint in str(told.hint)


def test_what_xla_cannot_compile_is_no_fault_of_the_data():
    text = "Detected unsupported operations when trying to compile graph f on XLA_CPU_JIT: Foo"
    told = explain(tf.errors.InvalidArgumentError(None, None, text), "train", 8)
    assert isinstance(told, BuildError)
    assert told.hint == "set `runtime.jit: false`"


def test_any_error_of_a_part_is_its_refusal():
    class Broken(keras.losses.Loss):  # type: ignore[misc]
        def call(self, y_true: Any, y_pred: Any) -> Any:
            raise KeyError("missing")

    places = Places(loss=Place("loss", "compile.loss", MARK))
    with pytest.raises(BuildError, match="compile.loss: .*missing"), explaining(places=places):
        Broken()([0.0], [0.0])


def test_keras_filters_its_tracebacks_again():
    with pytest.raises(BuildError), explaining():
        raise ValueError("odd")
    assert keras.config.is_traceback_filtering_enabled()
