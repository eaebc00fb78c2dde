"""The right word for a wrong one: what every "did you mean" of the error screens says.

`spec/` and `cli/` pass the word as written and the words that would be right.
"""

from __future__ import annotations

import difflib
import os.path
from collections.abc import Iterable
from typing import Final

_CLOSE: Final = 0.6
_LONGEST: Final = 100
"""Longer words than any name are not compared: the comparison is quadratic."""

_MEANT: Final = {
    "int": "int32",
    "integer": "int32",
    "half": "float16",
    "fp16": "float16",
    "float": "float32",
    "fp32": "float32",
    "double": "float64",
    "fp64": "float64",
    "bf16": "bfloat16",
    "mixed": "mixed_float16",
    "str": "string",
    "text": "string",
    "gpu": "auto",
    "cuda": "auto",
    "train": "fit",
    "training": "fit",
    "fc": "Dense",
    "linear": "Dense",
    "f1": "F1Score",
}
"""Words of other libraries, by what a spec calls the same thing."""


def suggest(word: str, candidates: Iterable[str], limit: int = 3) -> list[str]:
    """Return up to `limit` candidates that `word` may stand for, the best first.

    Candidates that differ only in case and underscores stand alone. Otherwise those that one slip of the
    fingers explains come first, and difflib's ratio, which takes `adma` for `adamax`, ranks the rest.
    `keras.layers.Dense` is looked up as `Dense`.
    """
    if len(word) > _LONGEST:
        return []
    known = list(dict.fromkeys(candidates))
    wanted = _fold(_last_part(word))
    if not wanted:
        return []
    same = [candidate for candidate in known if _fold(candidate) == wanted]
    if same:
        return same[:limit]
    if _MEANT.get(wanted) in known:
        return [_MEANT[wanted]]
    folded: dict[str, str] = {}
    for candidate in known:
        folded.setdefault(_fold(candidate), candidate)
    close = difflib.get_close_matches(wanted, folded, len(known) or 1, _CLOSE)
    close.sort(key=lambda match: not _is_one_slip(wanted, match))
    return [folded[match] for match in close[:limit]]


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """Return "did you mean 'units'?" for the best candidate, or None where none is close."""
    found = suggest(word, candidates, limit=1)
    return f"did you mean {found[0]!r}?" if found else None


def _last_part(word: str) -> str:
    """Return `Dense` for `keras.layers.Dense` and `tf.keras.layers.Dense`; other words as they are."""
    parts = word.strip().split(".")
    return parts[-1] if all(part.isidentifier() for part in parts) else word


def _is_one_slip(word: str, other: str) -> bool:
    """Tell whether one letter more, less or wrong, or two letters swapped, makes `word` of `other`."""
    begin = len(os.path.commonprefix((word, other)))
    word, other = word[begin:], other[begin:]
    end = len(os.path.commonprefix((word[::-1], other[::-1])))
    word, other = word[: len(word) - end], other[: len(other) - end]
    return max(len(word), len(other)) <= 1 or (len(word) == 2 and word == other[::-1])


def _fold(word: str) -> str:
    return "".join(character for character in word.casefold() if character.isalnum())
