"""The right word for a wrong one: what every "did you mean" of the error screens says.

`spec/` and `cli/` pass the word as written and the words that would be right.
"""

from __future__ import annotations

import difflib
import os.path
from collections.abc import Iterable, Sequence
from typing import Final

from kerasrun.errors import Fix, Hint

_CLOSE: Final = 0.6
_SURE: Final = 0.8
"""Ratio from which the only candidate that is close is taken for the word that was meant."""
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
    """Return "did you mean 'units'?" for the best candidate, or None where none is close.

    The hint carries its fix where no other candidate is as close.
    """
    known = list(candidates)
    found = suggest(word, known, limit=2)
    if not found:
        return None
    hint = f"did you mean {found[0]!r}?"
    return Hint(hint, Fix(word, found[0])) if _is_sure(word, found) else hint


def _is_sure(word: str, found: Sequence[str]) -> bool:
    """Tell whether `word` can only be the first of what `suggest` found, in one of its spellings."""
    wanted, best, *others = (_fold(part) for part in (_last_part(word), *found))
    if wanted == best or _MEANT.get(wanted) == found[0]:
        return True
    if _is_one_slip(wanted, best):
        return len(wanted) > 2 and not any(_is_one_slip(wanted, other) for other in others)
    return not others and difflib.SequenceMatcher(None, wanted, best).ratio() >= _SURE


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
