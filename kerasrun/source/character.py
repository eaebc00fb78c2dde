"""Characters that a spec must not hold because a reader cannot see them or a terminal obeys them."""

from __future__ import annotations

import unicodedata

_DIRECTION = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that reorder the text around them, with which a file can show other than it says."""

_UNFIT = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Categories: controls, lone surrogates, and line ends that only YAML sees."""

_NO_CHARACTERS = frozenset("\ufffe\uffff")

_LOOK_ALIKE = frozenset("\u2018\u2019\u201c\u201d\uff1a")
"""Typographic quotes and the full-width colon."""


_NAMES = {"\0": "NULL", "\a": "BELL", "\b": "BACKSPACE", "\x1b": "ESCAPE", "\x7f": "DELETE"}
"""Unicode names no control character."""


def control_character(text: str) -> tuple[int, str] | None:
    """Return (index, name) of the first control or text-direction character, or None.

    Tab, line feed and carriage return are left to the YAML scanner.
    """
    for index, character in enumerate(text):
        if character in "\t\n\r" or (" " <= character <= "~"):
            continue
        if (
            character in _DIRECTION
            or character in _NO_CHARACTERS
            or unicodedata.category(character) in _UNFIT
        ):
            return index, code_point(character)
    return None


def odd_key_character(key: str) -> tuple[int, str] | None:
    """Return (index, name) of the first character of a key that only looks like a usual one, or None."""
    for index, character in enumerate(key):
        if character in _LOOK_ALIKE or (unicodedata.category(character) in ("Zs", "Cf") and character != " "):
            return index, code_point(character)
    return None


def code_point(character: str) -> str:
    """Return `U+00A0 NO-BREAK SPACE` for a no-break space."""
    name = _NAMES.get(character) or unicodedata.name(character, "")
    return f"U+{ord(character):04X} {name}".rstrip()


def printable(text: str) -> str:
    r"""Return `text` with every character that is not printable written as an escape, such as `\x1b`."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )
