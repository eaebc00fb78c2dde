"""Text to Markdown that shows it as it is: what a user wrote never becomes a link, HTML or a table.

Called by every section of the report. The target is GitHub's Markdown, <https://github.github.com/gfm/>.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kerasrun.source.character import printable

_SPECIAL = re.compile(r"([\\`*\[\]|~#$])")
# An underscore between two letters is text anyway (GFM 6.4), and names are full of them.
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_LINK = re.compile(r"(://|@)|(?<=www)(\.)", re.IGNORECASE)


def escape(text: str) -> str:
    """Return `text` as Markdown of one line; line ends become spaces, control characters escapes."""
    text = printable(" ".join(text.split()))
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _SPECIAL.sub(r"\\\1", text)
    text = _UNDERSCORE.sub(r"\\_", text)
    return _LINK.sub(lambda match: f"\\{match[0]}", text)


def code(text: str) -> str:
    """Return `text` as a code span, which may stand in a table."""
    text = printable(" ".join(text.split())) or " "
    runs = [len(run) for run in re.findall("`+", text)]
    ticks = "`" * (max(runs, default=0) + 1)
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{ticks}{pad}{text}{pad}{ticks}".replace("|", "\\|")


def fence(text: str, language: str = "") -> str:
    """Return `text` as a fenced block that nothing in it can end."""
    runs = [len(run) for run in re.findall("`{3,}", text)]
    ticks = "`" * max(3, max(runs, default=0) + 1)
    lines = "\n".join(printable(line) for line in text.rstrip().split("\n"))
    return f"{ticks}{language}\n{lines}\n{ticks}"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], numbers_from: int = 1) -> str:
    """Return a table of Markdown cells; columns from `numbers_from` on are aligned to the right."""
    marks = ["---" if index < numbers_from else "---:" for index in range(len(heads))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, marks, *rows))
