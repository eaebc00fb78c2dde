"""`fit.epochs=3` on the command line: values laid into a document, each with a mark of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kerasrun.errors import Issue, Mark, Path, SpecError, format_path
from kerasrun.source.document import Data, Document
from kerasrun.source.reader import parse_document

COMMAND_LINE = "command line"
"""The file name in marks of overrides; line n is the n-th override."""

_PART = re.compile(r"\.?([A-Za-z_][A-Za-z0-9_-]*)|\[([0-9]{1,6})\]|\.([0-9]{1,6})")


def apply_overrides(document: Document, overrides: Sequence[str]) -> Document:
    """Return the document with every `key.path=value` of `overrides` set, in order.

    A path is written as error messages write it, `model.layers[0].Conv2D.filters`, list positions from 0. The
    value is read as YAML. Whether the spec knows the path is the spec's to say.

    Raises:
        SpecError: an override that is not `path=value`, whose value is not YAML, or whose path leads through
            a value that is not a mapping or list.
    """
    if not overrides:
        return document
    # One override a line, so that a snippet of the command line is the override itself.
    text = "\n".join(" ".join(override.split("\n")) for override in overrides)
    texts = {**document.texts, COMMAND_LINE: text}
    data = _copy(document.data) if document.data is not None else {}
    values, keys = dict(document.values), dict(document.keys)
    issues: list[Issue] = []
    for number, override in enumerate(text.split("\n"), start=1):
        try:
            path, value = _parse_override(override, number)
            data = _set(data, path, value.data, number)
        except _Refused as refused:
            issues.append(refused.issue)
            continue
        except SpecError as error:
            issues.extend(error.issues)
            continue
        _forget(values, path)
        _forget(keys, path)
        for length in range(1, len(path) + 1):
            keys.setdefault(path[:length], Mark(COMMAND_LINE, number, 1))
        values.update({path + inner: mark for inner, mark in value.values.items()})
        keys.update({path + inner: mark for inner, mark in value.keys.items()})
        issues.extend(value.issues)
    if issues:
        raise SpecError([*document.issues, *issues], texts)
    return Document(document.file, data, values, keys, texts, document.issues)


class _Refused(Exception):
    def __init__(self, message: str, number: int, hint: str, column: int = 1) -> None:
        super().__init__(message)
        self.issue = Issue("KR110", message, mark=Mark(COMMAND_LINE, number, column), hint=hint)


def _parse_override(override: str, number: int) -> tuple[Path, Document]:
    name, equals, value = override.partition("=")
    if not equals:
        message = f"expected key.path=value, received {override!r:.80}"
        raise _Refused(message, number, "write it like fit.epochs=3")
    path = _parse_path(name, number)
    try:
        return path, _shift(parse_document(value, COMMAND_LINE), number, len(name) + 1)
    except SpecError as error:
        raise SpecError([_move(issue, number, len(name) + 1) for issue in error.issues]) from None


def _parse_path(name: str, number: int) -> Path:
    if not name:
        raise _Refused("expected a path of keys before '='", number, "write it like fit.epochs=3")
    path: list[str | int] = []
    position = 0
    while position < len(name):
        match = _PART.match(name, position)
        # A path begins with a key, and only then goes on with a point or a position.
        if match is None or (position == 0) != match[0][0].isidentifier():
            hint = "write it like model.layers[0].Dense.units=16"
            raise _Refused(f"expected a path of keys, received {name!r:.80}", number, hint, position + 1)
        path.append(match[1] if match[1] is not None else int(match[2] or match[3]))
        position = match.end()
    return tuple(path)


def _shift(parsed: Document, number: int, column: int) -> Document:
    """Return the value's document with marks that point into the override's own line."""
    place: dict[Path, Mark] = {(): Mark(COMMAND_LINE, number, column + 1)}
    values = {path: _move_mark(mark, number, column) for path, mark in parsed.values.items()} or place
    keys = {path: _move_mark(mark, number, column) for path, mark in parsed.keys.items()}
    issues = tuple(_move(issue, number, column) for issue in parsed.issues)
    return Document(COMMAND_LINE, parsed.data, values, keys, {}, issues)


def _move(issue: Issue, number: int, column: int) -> Issue:
    return replace(issue, mark=_move_mark(issue.mark, number, column) if issue.mark else None)


def _move_mark(mark: Mark, number: int, column: int) -> Mark:
    return Mark(COMMAND_LINE, number, mark.column + column)


def _set(data: Data, path: Path, value: Data, number: int) -> Data:
    """Return `data` with `value` at `path`; mappings on the way are made where there are none."""
    node = data
    for index, part in enumerate(path):
        _require_part(node, part, path[:index], number)
        if index == len(path) - 1:
            node[part] = value
            break
        following = node[part] if isinstance(part, int) else node.get(part)
        if following is None:
            following = node[part] = {}
        elif isinstance(following, str) and following == path[index + 1]:
            # `optimizer: RMSprop` with `compile.optimizer.RMSprop.rho=0.8`: the bare name gets its arguments.
            following = node[part] = {following: {}}
        node = following
    return data


def _require_part(node: Data, part: str | int, here: Path, number: int) -> None:
    place = format_path(here)
    if isinstance(node, list):
        if not isinstance(part, int):
            message = f"expected a position in `{place}`, received {part!r:.80}"
            raise _Refused(message, number, f"write `{place}[0]` for its first item")
        if part >= len(node):
            message = f"expected a position from 0 to {len(node) - 1}, received [{part}]"
            raise _Refused(message, number, f"there are {len(node)} items in `{place}`")
    elif not isinstance(node, dict):
        message = f"expected a mapping at `{place}`, received {node!r:.80}"
        raise _Refused(message, number, f"replace it as a whole: {place}=...")
    elif isinstance(part, int):
        raise _Refused(f"expected a key in `{place}`, received [{part}]", number, "leave the position out")


def _copy(data: Data) -> Data:
    if isinstance(data, dict):
        return {key: _copy(value) for key, value in data.items()}
    return [_copy(item) for item in data] if isinstance(data, list) else data


def _forget(marks: dict[Path, Mark], path: Path) -> None:
    for known in [known for known in marks if known[: len(path)] == path]:
        del marks[known]
