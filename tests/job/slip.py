"""Slips of the fingers in the words of a spec. Used by `test_fix.py`."""

from __future__ import annotations

import re

from hypothesis import strategies as st

SAMPLE = """\
# seed: 3
name: sample  # a name
data:
  source: {synthetic: {task: classification, shape: [4], classes: 3, train: 96}}  # epoch
  validation: 0.25
model:
  layers:
    - Dense: {units: 8, activation: relu}  # hidden

    - "Dropout": {rate: 0.5}
    - Dense:
        units: 3
        activation: 'softmax'
compile: {optimizer: {Adam: {learning_rate: 0.001}}, loss: categorical_crossentropy, metrics: [accuracy]}
fit:
  epochs: 2
  callbacks:
    - EarlyStopping: {monitor: val_loss, patience: 3}
"""
WORDS = [found.span() for found in re.finditer(r"(?<![#\w])[A-Za-z_0-9.]+(?=[^#\n]*(?:#|$))", SAMPLE, re.M)]
SLIPS = st.lists(
    st.tuples(
        st.sampled_from(WORDS), st.integers(0, 30), st.sampled_from(["drop", "swap", "double", "quote"])
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda slip: slip[0],
)


def slipped(word: str, place: int, how: str) -> str:
    """Return the word with a slip of the fingers."""
    place %= len(word)
    match how:
        case "drop":
            return word[:place] + word[place + 1 :] or "x"
        case "swap":
            return word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
        case "double":
            return word[:place] + word[place] + word[place:]
    return f"'{word}'"


def with_slips(slips: list[tuple[tuple[int, int], int, str]]) -> str:
    text = SAMPLE
    for (begin, end), place, how in sorted(slips, reverse=True):
        text = text[:begin] + slipped(text[begin:end], place, how) + text[end:]
    return text
