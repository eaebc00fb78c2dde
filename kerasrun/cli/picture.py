"""`summary --picture`: to a file, or with `-` to the screen."""

from __future__ import annotations

import pathlib
import sys

import typer

from kerasrun.errors import UsageError
from kerasrun.report.picture.layer import Model

SCREEN = pathlib.Path("-")
"""Stands for the screen."""


def check_place(place: pathlib.Path, *, as_json: bool) -> None:
    """Make sure, before any work, that a picture can go to `place`.

    Raises:
        UsageError: it can not; see `kerasrun.job.picture.check_picture`.
    """
    from kerasrun.job.picture import check_picture

    if place != SCREEN:
        check_picture(place)
    elif as_json:
        raise UsageError("--picture - draws on the screen, where --json prints", "leave one of the two out")


def draw_picture(place: pathlib.Path, model: Model) -> None:
    """Draw `model` to `place`; on the screen in ASCII where its encoding has no boxes.

    Raises:
        UsageError: there is another file.
        StorageError: it cannot be written.
    """
    if place == SCREEN:
        from kerasrun.report.picture.text import write_text

        typer.echo(write_text(model, ascii_only=not _has_boxes(sys.stdout.encoding)), nl=False)
    else:
        from kerasrun.job.picture import write_picture

        write_picture(place, model)


def _has_boxes(encoding: str | None) -> bool:
    try:
        "┌┐└┘─│┬┴╭╰…".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
