"""A spec's path to its Document: the file itself and the files it extends."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence

from kerasrun.errors import Issue, SpecError
from kerasrun.source.document import Document
from kerasrun.source.file import read_text
from kerasrun.source.location import LocationError, resolve_path
from kerasrun.source.merge import merge_documents
from kerasrun.source.reader import parse_document

CHAIN_LIMIT = 10
"""Files a spec may extend one after the other."""


def read_document(path: str | pathlib.Path, *, allowed: Sequence[pathlib.Path] = ()) -> Document:
    """Read the YAML file at `path`, laid over the files that its `extends` names.

    Args:
        path: the file; ends in .yaml or .yml.
        allowed: folders outside the project that `extends` may lead to.

    Raises:
        SpecError: a file cannot be read, is not YAML, or the chain of `extends` leads out of the project or
            into itself.
    """
    return _read(pathlib.Path(path), (), allowed)


def _read(path: pathlib.Path, chain: tuple[pathlib.Path, ...], allowed: Sequence[pathlib.Path]) -> Document:
    document = parse_document(read_text(path), str(path))
    if not isinstance(document.data, dict) or "extends" not in document.data:
        return document
    named = document.data.pop("extends")
    names = named if isinstance(named, list) else [named]
    merged: Document | None = None
    for index, name in enumerate(names):
        place = ("extends", index) if isinstance(named, list) else ("extends",)
        base = _read_base(document, place, name, (*chain, path.resolve()), allowed)
        merged = base if merged is None else merge_documents(merged, base)
    return document if merged is None else merge_documents(merged, document)


def _read_base(
    document: Document,
    place: tuple[str | int, ...],
    name: object,
    chain: tuple[pathlib.Path, ...],
    allowed: Sequence[pathlib.Path],
) -> Document:
    def refuse(message: str, hint: str | None = None) -> SpecError:
        issue = Issue("KR112", message, place, document.value_mark(place), hint)
        return SpecError([*document.issues, issue], dict(document.texts))

    if not isinstance(name, str):
        raise refuse(f"expected the path of a YAML file, received {name!r}", "write `extends: base.yaml`")
    try:
        path = resolve_path(name, document.folder, allowed)
    except LocationError as error:
        raise refuse(error.message, error.hint) from None
    if path in chain:
        raise refuse(f"{name!r} extends itself, directly or through another file", "break the circle")
    if len(chain) >= CHAIN_LIMIT:
        raise refuse(f"expected at most {CHAIN_LIMIT} files that extend one another")
    if not path.is_file():
        raise refuse(f"no such file: {name!r}", "the path is relative to the file that extends it")
    base = _read(document.folder / name, chain, allowed)
    if not isinstance(base.data, dict):
        raise refuse(f"expected a file with a mapping of sections, received {name!r}")
    return base
