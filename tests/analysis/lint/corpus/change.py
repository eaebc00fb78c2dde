"""What a mutator does to a draft, and the table of all mutators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.analysis.lint.corpus.draft import Draft


@dataclass(frozen=True)
class Change:
    """The codes of which one is expected, the places at which it may stand, and codes that hold as well."""

    codes: tuple[str, ...]
    places: tuple[str, ...]
    also: tuple[str, ...] = ()


Mutator = Callable[[Draft], Change | None]
"""Changes the draft in place and says what is wrong now; None where it does not apply to this draft."""

MUTATORS: list[Mutator] = []


def mutator(function: Mutator) -> Mutator:
    """Enter the function in the table."""
    MUTATORS.append(function)
    return function


def expect(codes: str, *places: str, also: str = "") -> Change:
    """Return the change for space-separated codes."""
    return Change(tuple(codes.split()), places, tuple(also.split()))
