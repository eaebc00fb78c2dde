from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from kerasrun.builder.refusal import LIMIT, is_out_of_memory, plain_message


def test_first_paragraph_without_colours():
    assert (
        plain_message(ValueError("\x1b[1mShapes\x1b[0m\n do not fit.\n\nArguments: x"))
        == "Shapes do not fit."
    )


def test_error_without_words_is_its_name():
    assert plain_message(AssertionError()) == "AssertionError"


def test_long_message_is_cut():
    assert len(plain_message(ValueError("x" * 1000))) == LIMIT + 3


def test_operation_says_what_was_wrong_and_not_where_in_the_graph():
    @tf.function
    def look_up(ids):
        return tf.nn.embedding_lookup(tf.zeros((3, 2)), ids)

    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        look_up(tf.constant([7]))
    assert plain_message(caught.value) == "indices[0] = 7 is not in [0, 3)"


def test_memory_errors():
    assert is_out_of_memory(MemoryError())
    assert is_out_of_memory(tf.errors.ResourceExhaustedError(None, None, "OOM"))
    assert is_out_of_memory(np.exceptions.__dict__.get("_ArrayMemoryError", MemoryError)())
    assert not is_out_of_memory(ValueError())
