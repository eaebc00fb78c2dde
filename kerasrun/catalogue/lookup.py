"""The right word for a wrong one: what every "did you mean" of the error screens says.

`spec/` and `cli/` pass the word as written and the words that would be right.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final

_CLOSE: Final = 0.6
_LONGEST: Final = 100
"""Longer words than any name are not compared: the comparison is quadratic."""


def suggest(word: str, candidates: Iterable[str], limit: int = 3) -> list[str]:
    """Return up to `limit` candidates that `word` may stand for, the best first.

    Candidates that differ only in case and underscores stand alone; otherwise difflib's ratio ranks them.
    `keras.layers.Dense` is looked up as `Dense`.
    """
    if len(word) > _LONGEST:
        return []
    known = list(dict.fromkeys(candidates))
    wanted = _fold(_last_part(word))
    same = [candidate for candidate in known if _fold(candidate) == wanted]
    if same:
        return same[:limit]
    folded: dict[str, str] = {}
    for candidate in known:
        folded.setdefault(_fold(candidate), candidate)
    return [folded[match] for match in difflib.get_close_matches(wanted, folded, limit, _CLOSE)]


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """Return "did you mean 'units'?" for the best candidate, or None where none is close."""
    found = suggest(word, candidates, limit=1)
    return f"did you mean {found[0]!r}?" if found else None


def _last_part(word: str) -> str:
    """Return `Dense` for `keras.layers.Dense` and `tf.keras.layers.Dense`; other words as they are."""
    parts = word.strip().split(".")
    return parts[-1] if all(part.isidentifier() for part in parts) else word


def _fold(word: str) -> str:
    return "".join(character for character in word.casefold() if character.isalnum())
