"""The lines of a file around a mark, with a caret under the place."""

from __future__ import annotations

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
    shown = printable(line[start : start + WIDTH])
    # Escapes before the caret are longer than the characters they stand for.
    caret = len(printable(line[start : mark.column - 1]))
    gutter = len(str(mark.line))
    out = []
    if mark.line > 1 and lines[mark.line - 2].strip():
        out.append(f"{mark.line - 1:>{gutter}} | {printable(lines[mark.line - 2][:WIDTH])}")
    out.append(f"{mark.line} | {shown}")
    out.append(f"{'':>{gutter}} | {'':>{caret}}^")
    return [part.rstrip() for part in out]
