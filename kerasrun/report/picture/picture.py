"""The kinds of pictures: which file name gets which. `job/picture.py` writes the file."""

from __future__ import annotations

import pathlib
from collections.abc import Callable

from kerasrun.errors import UsageError
from kerasrun.report.markdown import fence
from kerasrun.report.picture.html import write_html
from kerasrun.report.picture.layer import Model
from kerasrun.report.picture.layout import draw_model
from kerasrun.report.picture.mermaid import write_mermaid
from kerasrun.report.picture.svg import write_svg
from kerasrun.report.picture.text import write_text

KINDS: dict[str, Callable[[Model], str]] = {
    ".svg": lambda model: write_svg(draw_model(model)),
    ".html": write_html,
    ".mmd": write_mermaid,
    ".mermaid": write_mermaid,
    ".md": lambda model: fence(write_mermaid(model), "mermaid") + "\n",
    ".txt": write_text,
}
"""Ending of the file to what draws it."""

_PIXELS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".pdf")


def picture_kind(path: pathlib.Path) -> Callable[[Model], str]:
    """Return what draws the picture that `path` is to hold.

    Raises:
        UsageError: no kind of picture ends so.
    """
    ending = path.suffix.lower()
    if ending in KINDS:
        return KINDS[ending]
    hint = None
    if ending in _PIXELS:
        svg = path.with_suffix(".svg")
        hint = f"write {svg}; any browser prints it, and `rsvg-convert {svg} -o {path}` converts it"
    *most, last = KINDS
    raise UsageError(
        f"--picture: expected a file that ends with {', '.join(most)} or {last}, received {path}", hint
    )
