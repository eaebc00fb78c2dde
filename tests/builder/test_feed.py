from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from kerasrun.builder.feed import feed


@pytest.mark.parametrize("dtype", ["float32", "uint8", "int64"])
def test_numbers_stay_as_they_are(dtype):
    array = np.zeros((3, 2), dtype)
    assert feed(array) is array


@pytest.mark.parametrize("dtype", ["U", object])
def test_text_becomes_a_tensor(dtype):
    tensor = feed(np.array([["a word"], ["über"]], dtype))
    assert tensor.dtype == tf.string
    assert tensor.shape == (2, 1)
    assert tensor.numpy()[1, 0].decode() == "über"
