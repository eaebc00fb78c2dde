"""`fit.epochs=3` on the command line: values laid into a document, each with a mark of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kerasrun.errors import Issue, Mark, Path, SpecError
from kerasrun.source.document import Data, Document
from kerasrun.source.reader import parse_document

COMMAND_LINE = "command line"
"""The file name in marks of overrides; line n is the n-th override."""

_PART = re.compile(r"\.?([A-Za-z_][A-Za-z0-9_-]*)|\[([0-9]{1,6})\]|\.([0-9]{1,6})")

_DOTTED = "expect"
"""The section whose keys hold points, such as `test.accuracy`."""


class _Part(NamedTuple):
    """One key or position of an override's path, and the column where it stands."""

    key: str | int
    column: int
    in_brackets: bool = False


def apply_overrides(document: Document, overrides: Sequence[str]) -> Document:
    """Return the document with every `key.path=value` of `overrides` set, in order.

    A path is written as error messages write it, `model.layers[0].Conv2D.filters`, list positions from 0. The
    value is read as YAML. Whether the spec knows the path is the spec's to say. Keys of `expect` hold points:
    all that follows is one key, `expect.test.accuracy`.

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
            parts, value = _parse_override(override, number)
            _set(data, parts, value.data, number)
        except _Refused as refused:
            issues.append(refused.issue)
            continue
        except SpecError as error:
            issues.extend(error.issues)
            continue
        path = tuple(part.key for part in parts)
        _forget(values, path)
        _forget(keys, path)
        node: Data = data
        for length, part in enumerate(parts, start=1):
            mark = Mark(COMMAND_LINE, number, part.column)
            values.setdefault(path[:length], mark)
            if isinstance(node, dict):
                keys.setdefault(path[:length], mark)
            node = node[part.key]
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


def _parse_override(override: str, number: int) -> tuple[list[_Part], Document]:
    name, equals, value = override.partition("=")
    if not equals:
        message = f"expected key.path=value, received {override!r:.80}"
        raise _Refused(message, number, "write it like fit.epochs=3")
    path = _parse_path(name, number)
    try:
        return path, _shift(parse_document(value, COMMAND_LINE), number, len(name) + 1)
    except SpecError as error:
        raise SpecError([_move(issue, number, len(name) + 1) for issue in error.issues]) from None


def _parse_path(name: str, number: int) -> list[_Part]:
    if not name:
        raise _Refused("expected a path of keys before '='", number, "write it like fit.epochs=3")
    path: list[_Part] = []
    position = 0
    while position < len(name):
        match = _PART.match(name, position)
        # A path begins with a key, and only then goes on with a point or a position.
        if match is None or (position == 0) != match[0][0].isidentifier():
            hint = "write it like model.layers[0].Dense.units=16"
            if path and name[position] == "[":
                hint = f"positions are counted from 0: {name[:position]}[0]"
            raise _Refused(f"expected a path of keys, received {name!r:.80}", number, hint, position + 1)
        if match[2] is not None:
            path.append(_Part(int(match[2]), position + 1, in_brackets=True))
        else:
            key = match[1] if match[1] is not None else int(match[3])
            path.append(_Part(key, match.end() - len(match[1] or match[3]) + 1))
        position = match.end()
    if path[0].key == "extends":
        message = "`extends` is read from the file, not from the command line"
        raise _Refused(message, number, "write `extends: base.yaml` into the spec")
    if path[0].key == _DOTTED and len(path) > 2:
        path[1:] = [_Part(name[path[1].column - 1 :], path[1].column)]
    return path


def _shift(parsed: Document, number: int, column: int) -> Document:
    """Return the value's document with marks that point into the override's own line."""
    place: dict[Path, Mark] = {(): Mark(COMMAND_LINE, number, column + 1)}
    values = {path: _move_mark(mark, number, column) for path, mark in parsed.values.items()} or place
    keys = {path: _move_mark(mark, number, column) for path, mark in parsed.keys.items()}
    issues = tuple(_move(issue, number, column) for issue in parsed.issues)
    return Document(COMMAND_LINE, parsed.data, values, keys, {}, issues)


def _move(issue: Issue, number: int, column: int) -> Issue:
    return issue._replace(mark=_move_mark(issue.mark, number, column) if issue.mark else None)


def _move_mark(mark: Mark, number: int, column: int) -> Mark:
    return Mark(COMMAND_LINE, number, mark.column + column)


def _set(data: Data, parts: Sequence[_Part], value: Data, number: int) -> None:
    """Put `value` into `data`; mappings on the way are made where there are none."""
    node, place = data, ""
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        _require_part(node, part, place, number)
        if following is None:
            node[part.key] = value
            return
        inner = node.get(part.key) if isinstance(node, dict) else node[part.key]
        if inner is None and not following.in_brackets:
            inner = node[part.key] = {}
        elif isinstance(inner, str) and inner == following.key:
            # `optimizer: RMSprop` with `compile.optimizer.RMSprop.rho=0.8`: the bare name gets its arguments.
            inner = node[part.key] = {inner: {}}
        node, place = inner, _place(place, part)


def _place(before: str, part: _Part) -> str:
    if part.in_brackets:
        return f"{before}[{part.key}]"
    return f"{before}.{part.key}" if before else str(part.key)


def _require_part(node: Data, part: _Part, place: str, number: int) -> None:
    """Refuse a part that does not lead into `node`, which stands at `place`."""
    key = part.key
    whole = f"replace it as a whole: {place}=..."
    if isinstance(node, list):
        if not isinstance(key, int):
            message = f"expected a position in `{place}`, received {key!r:.80}"
            raise _Refused(message, number, f"write `{place}[0]` for its first item", part.column)
        if key >= len(node):
            count = f"{len(node)} item{'' if len(node) == 1 else 's'}"
            message = f"`{place}` has {count}, counted from 0: there is no [{key}]"
            raise _Refused(message, number, f"to add one, {whole}", part.column)
    elif node is None:
        message = f"there is no list at `{place}`"
        raise _Refused(message, number, f"write it as a whole: {place}=[...]", part.column)
    elif not isinstance(node, dict):
        message = f"expected a mapping at `{place}`, received {node!r:.80}"
        raise _Refused(message, number, whole, part.column)
    elif part.in_brackets:
        message = f"expected a key in `{place}`, received [{key}]"
        raise _Refused(message, number, f"`{place}` is no list: write a key after a point", part.column)


def _copy(data: Data) -> Data:
    if isinstance(data, dict):
        return {key: _copy(value) for key, value in data.items()}
    return [_copy(item) for item in data] if isinstance(data, list) else data


def _forget(marks: dict[Path, Mark], path: Path) -> None:
    for known in [known for known in marks if known[: len(path)] == path]:
        del marks[known]
