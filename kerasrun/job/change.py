"""Two resolved specs field by field: what differs, and whether a run can go on all the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kerasrun.errors import Path, format_path

SAFE = (("fit", "epochs"), ("expect",), ("lint",), ("runtime", "checkpoint"))
"""Fields that change nothing of what was trained so far."""

_MISSING = object()


@dataclass(frozen=True)
class Change:
    """One field that differs."""

    path: Path
    old: Any
    new: Any

    @property
    def is_safe(self) -> bool:
        """Whether training can go on with the new value to the same bits."""
        return any(self.path[: len(safe)] == safe for safe in SAFE)

    def __str__(self) -> str:
        return f"{format_path(self.path)}: {_words(self.old)} -> {_words(self.new)}"


def find_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Return every field of two specs, as plain data, that has another value; lists item by item."""
    return list(_changes((), old, new))


def _changes(path: Path, old: Any, new: Any) -> Iterator[Change]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys([*old, *new]):
            yield from _changes((*path, key), old.get(key, _MISSING), new.get(key, _MISSING))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (first, second) in enumerate(zip(old, new, strict=True)):
            yield from _changes((*path, index), first, second)
    # 0 and 0.0 are one number: a default may be written as either.
    elif old != new or isinstance(old, bool) is not isinstance(new, bool):
        yield Change(path, old, new)


def _words(value: Any) -> str:
    if value is _MISSING:
        return "nothing"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
