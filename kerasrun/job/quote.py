"""The texts of a spec for the errors that point into it, so that a screen can show the line."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from kerasrun.errors import KerasrunError
from kerasrun.source.document import Document


@contextlib.contextmanager
def quoted(document: Document) -> Iterator[None]:
    """Give an error that leaves the `with` block the texts of `document`, unless it has its own."""
    try:
        yield
    except KerasrunError as error:
        error.sources = error.sources or dict(document.texts)
        raise
