"""Single words of a YAML text replaced where they stand; every other character stays as it is.

In: a spec's text, an issue's place and its fix. Out: edits, and the text with them. YAML is only scanned,
never written anew, so comments, quotes and layout survive. Called by `job/fix.py`.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import yaml
from yaml.tokens import (
    BlockEndToken,
    BlockMappingStartToken,
    BlockSequenceStartToken,
    FlowEntryToken,
    FlowMappingEndToken,
    FlowMappingStartToken,
    FlowSequenceEndToken,
    FlowSequenceStartToken,
    KeyToken,
    ScalarToken,
    Token,
    ValueToken,
)

from kerasrun.errors import Fix, Mark
from kerasrun.source.scalar import ScalarError, parse_scalar
from kerasrun.source.syntax import TABS


@dataclass(frozen=True)
class Edit:
    """A piece of one line and what replaces it."""

    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    old: str
    new: str | None
    """None where the piece is the whole line, and the line goes."""

    def overlaps(self, other: Edit) -> bool:
        """Tell whether both replace the same characters."""
        first, second = sorted((self, other), key=lambda edit: edit.column)
        return self.line == other.line and (first == second or second.column < first.column + len(first.old))


def find_edits(text: str, mark: Mark, fix: Fix) -> tuple[Edit, ...]:
    """Return the edits that carry out `fix` at `mark`; none where something else stands there.

    Args:
        text: the file's text as `file.read_text` returns it.
        mark: the place of the issue.
        fix: what its hint says.
    """
    if fix == TABS:
        return _indent_edits(text)
    tokens = _tokens(text)
    for index, token in enumerate(tokens):
        if isinstance(token, ScalarToken) and _stands_at(token, mark):
            return _Place(text.split("\n"), tokens, index).edits(fix)
    return ()


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Return `text` with the edits made; no two of them overlap.

    Raises:
        ValueError: the text does not have what an edit replaces.
    """
    lines: list[str | None] = [*text.split("\n")]
    for edit in sorted(edits, key=lambda edit: (edit.line, edit.column), reverse=True):
        line, start = lines[edit.line - 1] or "", edit.column - 1
        if not line.startswith(edit.old, start):
            raise ValueError(f"expected {edit.old!r} at {edit.line}:{edit.column}")
        lines[edit.line - 1] = (
            None if edit.new is None else line[:start] + edit.new + line[start + len(edit.old) :]
        )
    return "\n".join(line for line in lines if line is not None)


@lru_cache(maxsize=1)
def _tokens(text: str) -> list[Token]:
    """Return the tokens up to the first mistake of syntax; kept, since every issue of a text asks."""
    tokens: list[Token] = []
    with contextlib.suppress(yaml.YAMLError, ValueError, OverflowError):
        tokens.extend(yaml.scan(text, Loader=yaml.SafeLoader))
    return tokens


def _stands_at(token: Token, mark: Mark) -> bool:
    return (token.start_mark.line + 1, token.start_mark.column + 1) == (mark.line, mark.column)


class _Place:
    """A scalar among the tokens of a text."""

    def __init__(self, lines: Sequence[str], tokens: Sequence[Token], index: int) -> None:
        self.lines = lines
        self.tokens = tokens
        self.index = index

    def edits(self, fix: Fix) -> tuple[Edit, ...]:
        """Return the edits of the scalar, of its value and of the keys that go; none where one is missing."""
        edits = [self._scalar_edit(self.index, fix)]
        if fix.value is not None:
            edits.append(
                self._scalar_edit(self.index + 2, fix.value) if self._has_value(self.index) else None
            )
        edits += [self._removal(key) for key in fix.drop]
        return tuple(edit for edit in edits if edit) if all(edits) else ()

    def _has_value(self, index: int) -> bool:
        """Tell whether the scalar at `index` is a key, and a single scalar its value."""
        kinds = (KeyToken, ScalarToken, ValueToken, ScalarToken)
        found = self.tokens[max(index - 1, 0) : index + 3]
        return len(found) == 4 and all(isinstance(*pair) for pair in zip(found, kinds, strict=True))

    def _scalar_edit(self, index: int, fix: Fix) -> Edit | None:
        token = self.tokens[index]
        start, end = token.start_mark, token.end_mark
        if not isinstance(token, ScalarToken) or start.line != end.line or not _is(_reading(token), fix.old):
            return None
        new = fix.new
        if token.style and isinstance(_reading_of(new), str) and re.fullmatch(r"[\w.-]+", new):
            # A word keeps the quotes that the user likes; what is no text must lose them.
            new = f"{token.style}{new}{token.style}"
        return Edit(start.line + 1, start.column + 1, self.lines[start.line][start.column : end.column], new)

    def _removal(self, key: str) -> Edit | None:
        """Return the edit that takes out `key: value`, None where the entry is not all by itself."""
        index = self._sibling(key)
        if index is None or not self._has_value(index):
            return None
        before, begin, end = (
            self.tokens[index - 2],
            self.tokens[index].start_mark,
            self.tokens[index + 2].end_mark,
        )
        line = self.lines[begin.line]
        if isinstance(before, FlowEntryToken):
            begin = before.start_mark
        elif line.strip() != line[begin.column : end.column]:
            return None
        if begin.line != end.line:
            return None
        if isinstance(before, FlowEntryToken):
            return Edit(begin.line + 1, begin.column + 1, line[begin.column : end.column], "")
        return Edit(begin.line + 1, 1, line, None)

    def _sibling(self, key: str) -> int | None:
        """Return where `key` stands behind the scalar in the same mapping."""
        depth = 0
        for index in range(self.index, len(self.tokens)):
            token = self.tokens[index]
            depth += isinstance(token, _STARTS)
            depth -= isinstance(token, _ENDS)
            if depth < 0:
                return None
            if depth == 0 and isinstance(token, ScalarToken) and token.value == key:
                if isinstance(self.tokens[index - 1], KeyToken):
                    return index
        return None


_STARTS = (BlockMappingStartToken, BlockSequenceStartToken, FlowMappingStartToken, FlowSequenceStartToken)
_ENDS = (BlockEndToken, FlowMappingEndToken, FlowSequenceEndToken)


def _reading(token: ScalarToken) -> object:
    return token.value if token.style else _reading_of(token.value)


def _reading_of(text: str) -> object:
    try:
        return parse_scalar(text)
    except ScalarError:
        return text


def _is(found: object, wanted: object) -> bool:
    return type(found) is type(wanted) and found == wanted


def _indent_edits(text: str) -> tuple[Edit, ...]:
    """Return two spaces for each tab in front of a line.

    Whether a tab is as deep as two, four or eight spaces does not matter below a key of the top level where
    all depth is written in tabs; where tabs and spaces are mixed, it does, and the lines are left alone.
    """
    edits: list[Edit] = []
    for section in _sections(text):
        if not any(" " in edit.old for edit in section):
            edits += [edit for edit in section if edit.old]
    return tuple(edits)


def _sections(text: str) -> list[list[Edit]]:
    """Return the indents of the lines that say something, in groups that each begin at the margin."""
    sections: list[list[Edit]] = [[]]
    for number, line in enumerate(text.split("\n"), 1):
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        if line.strip() and not line.lstrip().startswith("#"):
            if not indent:
                sections.append([])
            sections[-1].append(Edit(number, 1, indent, TABS.new * len(indent)))
    return sections
