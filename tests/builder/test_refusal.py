from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasrun.builder.refusal import LIMIT, is_out_of_memory, plain_message, refusal
from kerasrun.errors import BuildError, OutOfMemory
from kerasrun.source.reader import parse_document


def test_first_paragraph_without_colours():
    assert (
        plain_message(ValueError("\x1b[1mShapes\x1b[0m\n do not fit.\n\nArguments: x"))
        == "Shapes do not fit."
    )


def test_error_without_words_is_its_name():
    assert plain_message(AssertionError()) == "AssertionError"


def test_long_message_is_cut():
    assert len(plain_message(ValueError("x" * 1000))) == LIMIT


def test_whole_sentences_as_far_as_they_fit():
    text = f"It needs {'x' * 80}. Received: shape=(32, 3). Then {'y' * 150}."
    assert plain_message(ValueError(text)) == text[: text.index(" Then")]


def test_message_inside_a_layer_without_what_keras_puts_around_it():
    layer = keras.layers.Reshape((7,))
    with pytest.raises(ValueError, match="Exception encountered") as caught:
        layer(np.ones((2, 3), "float32"))
    assert "encountered" not in plain_message(caught.value)
    assert plain_message(caught.value) != "ValueError"


def test_operation_inside_a_layer():
    with pytest.raises(tf.errors.InvalidArgumentError, match="Exception encountered") as caught:
        keras.layers.Embedding(3, 2)(np.array([7]))
    assert plain_message(caught.value) == "indices[0] = 7 is not in [0, 3)"


def test_shapes_without_the_node_of_the_graph():
    @tf.function(autograph=False)
    def both(left, right):
        return tf.math.logical_and(left, right)

    with pytest.raises(ValueError, match="node") as caught:
        both(tf.constant([[True, True]]), tf.constant([[True, True, True]]))
    expected = "Dimensions must be equal, but are 2 and 3 with input shapes: [1,2], [1,3]."
    assert plain_message(caught.value) == expected


def test_first_of_several_errors_of_one_step():
    text = "2 root error(s) found.\n  (0) INVALID_ARGUMENT:  bad id\n  (1) CANCELLED: x\n0 derived errors."
    assert plain_message(tf.errors.InvalidArgumentError(None, None, text)) == "bad id"


def test_operation_says_what_was_wrong_and_not_where_in_the_graph():
    @tf.function
    def look_up(ids):
        return tf.nn.embedding_lookup(tf.zeros((3, 2)), ids)

    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        look_up(tf.constant([7]))
    assert plain_message(caught.value) == "indices[0] = 7 is not in [0, 3)"


def test_refusal_tells_the_place_and_the_reason():
    document = parse_document("model:\n  layers:\n    - Dense: 3\n", "s.yaml")
    told = refusal(ValueError("odd"), "Dense", ("model", "layers", 0), document)
    assert isinstance(told, BuildError)
    assert told.message == "model.layers[0].Dense: Keras refuses this Dense: odd"
    assert str(told.mark) == "s.yaml:3:7"
    told = refusal(MemoryError("too large"), "Dense", ("model", "layers", 0), document)
    assert isinstance(told, OutOfMemory)
    assert str(told.mark) == "s.yaml:3:7"


def test_memory_errors():
    assert is_out_of_memory(MemoryError())
    assert is_out_of_memory(tf.errors.ResourceExhaustedError(None, None, "OOM"))
    assert is_out_of_memory(np.exceptions.__dict__.get("_ArrayMemoryError", MemoryError)())
    assert not is_out_of_memory(ValueError())
