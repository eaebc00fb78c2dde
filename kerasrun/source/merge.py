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
    values: dict[Path, Mark] = {}
    keys: dict[Path, Mark] = {}

    def keep(source: Document, data: Data, path: Path) -> None:
        if path in source.values:
            values[path] = source.values[path]
        if path in source.keys:
            keys[path] = source.keys[path]
        parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
        for key, part in parts:
            keep(source, part, (*path, key))

    def merge(low: Data, high: Data, path: Path) -> Data:
        if not (isinstance(low, dict) and isinstance(high, dict)) or _is_other_object(low, high, path):
            keep(over, high, path)
            return high
        if path in over.values:
            values[path] = over.values[path]
        merged: dict[str | int, Data] = {}
        for key in [*low, *(key for key in high if key not in low)]:
            inner = (*path, key)
            if key not in high:
                keep(base, low[key], inner)
                merged[key] = low[key]
            elif key not in low:
                keep(over, high[key], inner)
                merged[key] = high[key]
            else:
                keys[inner] = over.keys[inner]
                merged[key] = merge(low[key], high[key], inner)
        return merged

    data = merge(base.data, over.data, ())
    return Document(over.file, data, values, keys, {**base.texts, **over.texts}, (*base.issues, *over.issues))


def _is_other_object(low: dict[str | int, Data], high: dict[str | int, Data], path: Path) -> bool:
    return path in OBJECT_PLACES and set(low) != set(high)
