"""PyYAML's complaints in plain words: what is wrong, where, and what to write."""

from __future__ import annotations

from typing import Any

from yaml.error import MarkedYAMLError
from yaml.reader import ReaderError

from kerasrun.errors import Fix, Hint, Issue, Mark
from kerasrun.source.character import code_point

TABS = Fix("\t", "  ")
"""Stands for the tabs in front of every line; `rewrite.py` carries it out."""

# (part of PyYAML's problem text, message, hint); the first that fits is used.
_PROBLEMS = (
    ("found character '\\t'", "tabs are not allowed here", Hint("indent with spaces", TABS)),
    ("found character '@'", "text cannot start with '@'", "quote the value"),
    ("found character '`'", "text cannot start with '`'", "quote the value"),
    ("found character '%'", "text cannot start with '%'", "quote the value"),
    ("mapping values are not allowed", "a ': ' is not allowed here", "quote the value, or check the indents"),
    ("could not find expected ':'", "expected ': ' after this key", "write `key: value`"),
    ("expected ',' or ']'", "this list is not closed", "add the missing ',' or ']'"),
    ("expected ',' or '}'", "this mapping is not closed", "add the missing ',' or '}'"),
    ("unexpected end of stream", "this quoted text is not closed", "add the missing quote"),
    ("expected <block end>", "this line does not fit the indents above it", "align it with its siblings"),
    ("sequence entries are not allowed", "a list item cannot stand here", "start it on a line of its own"),
    ("unknown escape character", "unknown escape in double quotes", "use single quotes, or write \\\\"),
    ("expected escape sequence", "broken escape in double quotes", "use single quotes, or write \\\\"),
    ("found incompatible YAML document", "directives such as %YAML are not allowed", "delete the line"),
    ("directive", "directives such as %YAML are not allowed", "delete the line"),
    ("expected a digit", "directives such as %YAML are not allowed", "delete the line"),
    ("expected '>'", "YAML tags are not allowed", "delete the tag"),
    ("undefined tag handle", "YAML tags are not allowed", "delete the tag"),
    ("tag", "YAML tags are not allowed", "delete the tag"),
    ("but found '<stream end>'", "the text ends before all is closed", "add the missing ']' or '}'"),
    ("expected the node content", "a value is missing here", "write the value, or quote it"),
    ("expected alphabetic or numeric", "'&' and '*' start an anchor or alias", "quote the value"),
    ("expected chomping or indentation", "'|' and '>' start a block of text", "quote the value"),
    ("duplicate anchor", "this anchor is set twice", "use another name"),
)  # fmt: skip


_PLAIN = "write plain `key: value` lines and quote text that is none"


def explain_syntax(error: Exception, text: str, file: str) -> Issue:
    """Return the issue for an exception that PyYAML raised while it parsed `text`."""
    if isinstance(error, ReaderError):
        message = f"control characters are not allowed: {code_point(chr(error.character))}"
        return Issue("KR007", message, mark=_ending(text[: error.position], file), hint="delete it")
    if not isinstance(error, MarkedYAMLError) or error.problem is None:
        return Issue("KR002", "this text cannot be read as YAML", mark=_ending(text, file), hint=_PLAIN)
    mark = error.problem_mark or error.context_mark
    problem = error.problem
    message, hint = f"YAML does not allow this: {problem}", "quote the value if it is text"
    for part, plain, fix in _PROBLEMS:
        if part in problem:
            message, hint = plain, fix
            break
    if "<block end>" in problem and mark is not None and _follows_text(mark, text):
        message, hint = "the value before this has already ended", "quote the whole value if it is text"
    # Where something was opened and never closed, the opening is the place to look at.
    if "is not closed" in message and error.context_mark is not None:
        mark = error.context_mark
    if mark is None:
        return Issue("KR002", message, mark=_ending(text, file), hint=hint)
    return Issue("KR002", message, mark=Mark(file, mark.line + 1, mark.column + 1), hint=hint)


def _follows_text(mark: Any, text: str) -> bool:
    before = text.split("\n")[mark.line][: mark.column]
    return bool(before.strip(" -"))


def _ending(text: str, file: str) -> Mark:
    lines = text.split("\n")
    return Mark(file, len(lines), len(lines[-1]) + 1)
