"""What Keras and TensorFlow say when they refuse something, as one sentence a person can read."""

from __future__ import annotations

import re

import tensorflow as tf

LIMIT = 300
"""Longest message, in characters."""

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_NODE = re.compile(r"\{\{node [^}]*\}\} ?|\[Op:\w+\].*|\[\[.*")


def plain_message(error: BaseException) -> str:
    """Return the first paragraph of the error's message without terminal colours and graph nodes."""
    text = _COLOUR.sub("", str(error)).strip()
    if isinstance(error, tf.errors.OpError):
        text = _op_message(error)
    text = " ".join(text.split("\n\n")[0].split()) or type(error).__name__
    return text if len(text) <= LIMIT else f"{text[:LIMIT]}..."


def is_out_of_memory(error: BaseException) -> bool:
    """Tell whether an allocation failed, in Python or in TensorFlow."""
    return isinstance(error, MemoryError | tf.errors.ResourceExhaustedError)


def _op_message(error: tf.errors.OpError) -> str:
    """Return what an operation said: the lines before it list where the graph was made."""
    lines = [_NODE.sub("", line).strip() for line in str(error.message).splitlines()]
    said = [line for line in lines if line and not line.startswith(("Detected at node", "File ", "<stack"))]
    return said[-1] if said else type(error).__name__
