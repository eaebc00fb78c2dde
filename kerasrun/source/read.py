"""A spec's path to its Document: the file itself and the files it extends."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Sequence

from kerasrun.errors import Issue, Path, SpecError
from kerasrun.source.document import Document
from kerasrun.source.file import neighbours, read_text
from kerasrun.source.location import LocationError, resolve_path
from kerasrun.source.merge import merge_documents
from kerasrun.source.reader import parse_document

CHAIN_LIMIT = 10
"""Files that a spec may extend one after the other."""

FILE_LIMIT = 50
"""Files that a spec may extend in all, those that several files extend counted each time."""


def read_document(
    path: str | pathlib.Path, *, allowed: Sequence[pathlib.Path] = (), text: str | None = None
) -> Document:
    """Read the YAML file at `path`, laid over the files that its `extends` names.

    Args:
        path: the file; ends in .yaml or .yml.
        allowed: folders outside the project that `extends` may lead to.
        text: taken for the text of the file instead of what the disk has.

    Raises:
        SpecError: a file cannot be read, is not YAML, or the chain of `extends` leads out of the project or
            into itself.
    """
    return _Reading(allowed).read(pathlib.Path(path), (), text)


class _Reading:
    def __init__(self, allowed: Sequence[pathlib.Path]) -> None:
        self.allowed = allowed
        self.files = 0

    def read(self, path: pathlib.Path, chain: tuple[str, ...], text: str | None = None) -> Document:
        document = parse_document(read_text(path) if text is None else text, str(path))
        if not isinstance(document.data, dict) or "extends" not in document.data:
            return document
        named = document.data.pop("extends")
        names = named if isinstance(named, list) else [named]
        merged: Document | None = None
        for index, name in enumerate(names):
            place: Path = ("extends", index) if isinstance(named, list) else ("extends",)
            base = self._base(document, place, name, (*chain, os.path.realpath(path)))
            merged = base if merged is None else merge_documents(merged, base)
        return document if merged is None else merge_documents(merged, document)

    def _base(self, document: Document, place: Path, name: object, chain: tuple[str, ...]) -> Document:
        def refuse(message: str, hint: str) -> SpecError:
            issue = Issue("KR112", message, place, document.value_mark(place), hint)
            return SpecError([*document.issues, issue], dict(document.texts))

        if not isinstance(name, str):
            raise refuse("expected the path of a YAML file", "write `extends: base.yaml`")
        try:
            path = resolve_path(name, document.folder, self.allowed)
        except LocationError as error:
            raise refuse(error.message, error.hint) from None
        self.files += 1
        if str(path) in chain:
            raise refuse(f"{name!r} extends itself, directly or through another file", "break the circle")
        if len(chain) > CHAIN_LIMIT or self.files > FILE_LIMIT:
            limit = f"{CHAIN_LIMIT} files one after the other, {FILE_LIMIT} in all"
            raise refuse(
                f"expected `extends` to name at most {limit}", "copy the lines of some into one file"
            )
        if not os.path.isfile(path):
            hint = "the path is relative to the file that extends it"
            beside = neighbours(document.folder / name)
            raise refuse(f"no such file: {name!r}", f"{hint}; {beside}" if beside else hint)
        base = self.read(document.folder / name, chain)
        if not isinstance(base.data, dict):
            raise refuse(f"expected a file with a mapping of sections, received {name!r}", "name a spec")
        return base
