"""Text stays text."""

from __future__ import annotations

import pytest

from kerasrun.report.markdown import code, escape, fence, table


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("mnist_cnn-2.1", "mnist_cnn-2.1"),
        ("_private_", r"\_private\_"),
        ("a*b*", r"a\*b\*"),
        ("a|b", r"a\|b"),
        ("[x](y)", r"\[x\](y)"),
        ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
        ("a\\b", r"a\\b"),
        ("$x$ ~~y~~ `z`", r"\$x\$ \~\~y\~\~ \`z\`"),
        ("https://evil.example www.evil.example a@b.c", r"https\://evil.example www\.evil.example a\@b.c"),
        ("two\n\nlines\there", "two lines here"),
        ("\x1b[2J", r"\\x1b\[2J"),
        ("größe 語", "größe 語"),
    ],
)
def test_nothing_in_a_text_is_markup(text: str, markdown: str) -> None:
    assert escape(text) == markdown


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("val_loss", "`val_loss`"),
        ("a`b", "``a`b``"),
        ("`a``b`", "``` `a``b` ```"),
        ("a|b", r"`a\|b`"),
        ("", "` `"),
        ("a\nb\x1b", r"`a b\x1b`"),
    ],
)
def test_nothing_in_a_code_span_ends_it(text: str, span: str) -> None:
    assert code(text) == span


def test_nothing_in_a_block_ends_it() -> None:
    assert fence("a: 1\n", "yaml") == "```yaml\na: 1\n```"
    assert fence("```\n# out?\n````", "yaml") == "`````yaml\n```\n# out?\n````\n`````"
    assert fence("a\x1b[2J\tb") == "```\na\\x1b[2J\\tb\n```"


def test_a_table() -> None:
    assert table(["a", "b"], [["x", "1"]]) == "| a | b |\n| --- | ---: |\n| x | 1 |"
