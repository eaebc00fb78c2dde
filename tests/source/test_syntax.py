from __future__ import annotations

import pytest

from kerasrun.errors import SpecError
from kerasrun.source.reader import parse_document

PLAIN = "write plain `key: value` lines and quote text that is none"


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("a:\n\tb: 1", "2:1", "tabs are not allowed here", "indent with spaces"),
        ("a: @x", "1:4", "text cannot start with '@'", "quote the value"),
        ("a: `x", "1:4", "text cannot start with '`'", "quote the value"),
        ("a: %x", "1:4", "text cannot start with '%'", "quote the value"),
        ("a: b: c", "1:5", "a ': ' is not allowed here", "quote the value, or check the indents"),
        ("a: [1, 2", "1:4", "this list is not closed", "add the missing ',' or ']'"),
        ("a: [1 2}", "1:4", "this list is not closed", "add the missing ',' or ']'"),
        ("a: {b: 1", "1:4", "this mapping is not closed", "add the missing ',' or '}'"),
        ('a: "x', "1:4", "this quoted text is not closed", "add the missing quote"),
        ("a: 'x\n\nb: 1", "1:4", "this quoted text is not closed", "add the missing quote"),
        ("a: 1\n  b: 2", "2:4", "a ': ' is not allowed here", "quote the value, or check the indents"),
        (
            "a:\n  b: 1\n c: 2",
            "3:2",
            "this line does not fit the indents above it",
            "align it with its siblings",
        ),
        ("a: - b", "1:4", "a list item cannot stand here", "start it on a line of its own"),
        ("- a\nb: 1", "2:1", "this line does not fit the indents above it", "align it with its siblings"),
        ('a: "\\q"', "1:6", "unknown escape in double quotes", "use single quotes, or write \\\\"),
        ('a: "\\xzz"', "1:7", "broken escape in double quotes", "use single quotes, or write \\\\"),
        ('a: "\\Uffffffff"', "1:16", "this text cannot be read as YAML", PLAIN),
        ("%YAML 3.0\n---\na: 1", "1:1", "directives such as %YAML are not allowed", "delete the line"),
        ("%YAML 1.x\n---\na: 1", "1:9", "directives such as %YAML are not allowed", "delete the line"),
        ("a: !x!y 1", "1:4", "YAML tags are not allowed", "delete the tag"),
        ("a: !<x 1", "1:7", "YAML tags are not allowed", "delete the tag"),
        ("a: &", "1:5", "'&' and '*' start an anchor or alias", "quote the value"),
        ("a: *", "1:5", "'&' and '*' start an anchor or alias", "quote the value"),
        ("a: |x", "1:5", "'|' and '>' start a block of text", "quote the value"),
        ("a\nb: 1", "2:2", "a ': ' is not allowed here", "quote the value, or check the indents"),
        (
            "a: &x &y 1",
            "1:7",
            "the value before this has already ended",
            "quote the whole value if it is text",
        ),
        ('a: "x" y', "1:8", "the value before this has already ended", "quote the whole value if it is text"),
        ("a: [\n? b\nc", "1:4", "this list is not closed", "add the missing ',' or ']'"),
        ("a: {b\nc: d", "1:4", "this mapping is not closed", "add the missing ',' or '}'"),
        ("a: ]", "1:4", "a value is missing here", "write the value, or quote it"),
        ("a: 1\n]", "2:1", "this line does not fit the indents above it", "align it with its siblings"),
    ],
)
def test_every_complaint_in_plain_words(text: str, place: str, message: str, hint: str | None) -> None:
    with pytest.raises(SpecError) as caught:
        parse_document(text, "f")
    (issue,) = caught.value.issues
    assert (issue.code[:3], str(issue.mark), issue.message, issue.hint) == (
        "KR0",
        f"f:{place}",
        message,
        hint,
    )
