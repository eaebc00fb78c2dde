"""The lines of a file around a mark, with a caret under the place."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from kerasrun.errors import Mark
from kerasrun.source.character import printable

WIDTH = 100
"""Longest line shown, in characters; a longer one is cut around the caret."""


def render_snippet(mark: Mark, texts: Mapping[str, str]) -> list[str]:
    """Return the line before the mark, its line and a caret; nothing where the text is not known."""
    text = texts.get(mark.file)
    if not text:
        return []
    lines = text.split("\n")
    if mark.line > len(lines):
        return []
    line = lines[mark.line - 1]
    start = max(0, mark.column - WIDTH // 2) if len(line) > WIDTH else 0
    # Escapes before the caret are longer than the characters they stand for, and some characters are wide.
    caret = sum(_cells(character) for character in printable(line[start : mark.column - 1]))
    gutter = len(str(mark.line))
    out = []
    before = lines[mark.line - 2] if mark.line > 1 else ""
    if before[start:].strip():
        out.append(f"{mark.line - 1:>{gutter}} | {printable(before[start : start + WIDTH])}")
    out.append(f"{mark.line} | {printable(line[start : start + WIDTH])}")
    out.append(f"{'':>{gutter}} | {'':>{caret}}^")
    return [part.rstrip() for part in out]


def _cells(character: str) -> int:
    """Return how many columns of a terminal the character takes."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
