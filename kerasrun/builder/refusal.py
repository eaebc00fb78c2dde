"""What Keras and TensorFlow say when they refuse something: readable, with the line of the spec."""

from __future__ import annotations

import re

import tensorflow as tf

from kerasrun.errors import BuildError, KerasrunError, OutOfMemory, Path, format_path
from kerasrun.source.document import Document

LIMIT = 200
"""Longest message, in characters."""

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_FRAME = re.compile(
    r"\AException encountered when calling .*?\n\n(.*?)(\n\nArguments received by|\Z)", re.DOTALL
)
"""What Keras puts around the message of an error inside a layer."""
_NODE = re.compile(r"\{\{(function_)?node [^}]*\}\} ?|\[Op:\w+\].*|\[\[.*")
_GRAPH = re.compile(r"\.? for '\{\{node .*?\)'(?= with input shapes)| and with computed input tensors: .*")
"""Where in a graph an operation stands: inside ValueErrors, between what it said and its shapes."""
_CAUSE = re.compile(r"\(0\) [A-Z_]+: *")
"""Starts the first of several errors that one step met."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def plain_message(error: BaseException) -> str:
    """Return the first sentences of the error's message, without terminal colours and nodes of graphs.

    They are as many as fit into LIMIT characters, and one at least, which is cut there.
    """
    text = str(error.message) if isinstance(error, tf.errors.OpError) else str(error)
    text = _COLOUR.sub("", text).strip()
    framed = _FRAME.match(text)
    text = framed[1] if framed else text
    text = _GRAPH.sub("", text)
    if isinstance(error, tf.errors.OpError):
        text = _op_message(text)
    text = " ".join(_NODE.sub("", text).strip().split("\n\n")[0].split())
    kept = ""
    for sentence in _SENTENCE_END.split(text):
        longer = f"{kept} {sentence}".strip()
        if kept and len(longer) > LIMIT:
            break
        kept = longer
    kept = kept or type(error).__name__
    return kept if len(kept) <= LIMIT else f"{kept[: LIMIT - 3]}..."


def refusal(error: Exception, name: str, path: Path, document: Document) -> KerasrunError:
    """Return the error to raise where Keras refuses to make or to build the object called `name` at `path`.

    It is a BuildError with the line of the object, or OutOfMemory where an allocation failed.
    """
    place = (*path, name)
    start, mark = format_path(place), document.key_mark(place)
    if is_out_of_memory(error):
        message = f"{start}: the memory does not hold this {name}: {plain_message(error)}"
        return OutOfMemory(message, "make the layers smaller", mark)
    return BuildError(f"{start}: Keras refuses this {name}: {plain_message(error)}", mark=mark)


def is_out_of_memory(error: BaseException) -> bool:
    """Tell whether an allocation failed, in Python or in TensorFlow."""
    return isinstance(error, MemoryError | tf.errors.ResourceExhaustedError)


def _op_message(text: str) -> str:
    """Return what an operation said: the lines before it list where the graph was made."""
    lines = [_NODE.sub("", line).strip() for line in text.splitlines()]
    said = [line for line in lines if line and not line.startswith(("Detected at node", "File ", "<stack"))]
    first = next((_CAUSE.sub("", line) for line in said if _CAUSE.match(line)), None)
    return first or (said[-1] if said else "")
