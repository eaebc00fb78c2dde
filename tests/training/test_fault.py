from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from kerasrun.errors import BuildError, DataError, OutOfMemory, StorageError, TrainingFault
from kerasrun.training.fault import explained


@pytest.mark.parametrize(
    ("raised", "expected", "message"),
    [
        (tf.errors.ResourceExhaustedError(None, None, "OOM"), OutOfMemory, "a step of 64 rows"),
        (MemoryError(), OutOfMemory, "a step of 64 rows"),
        (OSError(28, "No space left on device"), StorageError, "no space left on device"),
        (tf.errors.InvalidArgumentError(None, None, "indices[0] = 9"), DataError, "indices"),
        (tf.errors.UnimplementedError(None, None, "no kernel"), BuildError, "refuses to train .*: no kernel"),
        (ValueError("shapes differ"), BuildError, "Keras refuses to train this model: shapes differ"),
        (TypeError("bad"), BuildError, "bad"),
    ],
)
def test_error_becomes_one_of_kerasrun(raised, expected, message):
    with pytest.raises(expected, match=message) as caught, explained("train", 64):
        raise raised
    assert caught.value.__cause__ is raised


def test_memory_hint_halves_the_batch():
    with pytest.raises(OutOfMemory) as caught, explained("train", 64):
        raise MemoryError
    assert "fit.batch_size=32" in str(caught.value.hint)


def test_real_operation_on_a_wrong_id():
    with pytest.raises(DataError, match=r"indices\[1\] = 5 is not in \[0, 3\)"), explained("score", 8):
        tf.nn.embedding_lookup(tf.zeros((3, 2)), np.array([0, 5]))


def test_own_errors_pass():
    fault = TrainingFault("nan")
    with pytest.raises(TrainingFault) as caught, explained("train", 64):
        raise fault
    assert caught.value is fault


def test_bugs_pass():
    with pytest.raises(KeyError), explained("train", 64):
        raise KeyError("bug")
