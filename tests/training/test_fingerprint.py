from __future__ import annotations

import hashlib

import keras
import numpy as np

from kerasrun.training.fingerprint import hash_variables


def test_hash_is_over_the_bytes_in_order():
    first, second = keras.Variable(np.arange(3, dtype="float32")), keras.Variable(np.ones((2, 2), "int32"))
    content = np.arange(3, dtype="float32").tobytes() + np.ones((2, 2), "int32").tobytes()
    assert hash_variables([first, second]) == hashlib.sha256(content).hexdigest()
    assert hash_variables([second, first]) != hash_variables([first, second])


def test_one_bit_changes_it():
    zero, negative = keras.Variable(np.zeros(1, "float32")), keras.Variable(-np.zeros(1, "float32"))
    assert hash_variables([zero]) != hash_variables([negative])


def test_half_precision_has_a_hash():
    assert len(hash_variables([keras.Variable(np.ones(2), dtype="bfloat16")])) == 64
