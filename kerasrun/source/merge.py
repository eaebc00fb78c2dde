"""One document laid over another: what `extends` means."""

from __future__ import annotations

from kerasrun.errors import Mark, Path
from kerasrun.source.document import Data, Document

OBJECT_PLACES: frozenset[Path] = frozenset(
    {
        ("data", "source"),
        ("data", "validation"),
        ("data", "test"),
        ("compile", "optimizer"),
        ("compile", "loss"),
    }
)
"""Places of one object, `{Name: arguments}`: another name replaces the object instead of joining it."""


def merge_documents(base: Document, over: Document) -> Document:
    """Return `over` laid over `base`: mappings are merged key by key, everything else is replaced as a whole.

    Every value keeps the file, line and column it was written at.
    """
    return _Merge(base, over).document()


class _Merge:
    def __init__(self, base: Document, over: Document) -> None:
        self.base = base
        self.over = over
        self.values: dict[Path, Mark] = {}
        self.keys: dict[Path, Mark] = {}

    def document(self) -> Document:
        data = self.merge(self.base.data, self.over.data, ())
        texts = {**self.base.texts, **self.over.texts}
        issues = (*self.base.issues, *self.over.issues)
        return Document(self.over.file, data, self.values, self.keys, texts, issues)

    def merge(self, low: Data, high: Data, path: Path) -> Data:
        if not (isinstance(low, dict) and isinstance(high, dict)) or _is_other_object(low, high, path):
            return self.keep(self.over, high, path)
        if path in self.over.values:
            self.values[path] = self.over.values[path]
        merged: dict[str | int, Data] = {}
        for key in [*low, *(key for key in high if key not in low)]:
            inner = (*path, key)
            if key not in high:
                merged[key] = self.keep(self.base, low[key], inner)
                continue
            self.keys[inner] = self.over.keys[inner]
            merged[key] = self.merge(low.get(key), high[key], inner)
        return merged

    def keep(self, source: Document, data: Data, path: Path) -> Data:
        """Return `data`, with the places it has in `source`."""
        if path in source.values:
            self.values[path] = source.values[path]
        if path in source.keys:
            self.keys[path] = source.keys[path]
        parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
        for key, part in parts:
            self.keep(source, part, (*path, key))
        return data


def _is_other_object(low: dict[str | int, Data], high: dict[str | int, Data], path: Path) -> bool:
    return path in OBJECT_PLACES and set(low) != set(high)
