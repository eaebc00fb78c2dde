"""`fit.epochs=3` on the command line: values laid into a document, each with a mark of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kerasrun.errors import Issue, Mark, Path, SpecError, format_path
from kerasrun.source.document import Data, Document
from kerasrun.source.reader import parse_document

COMMAND_LINE = "command line"
"""The file name in marks of overrides; line n is the n-th override."""

_PART = re.compile(r"\.?([A-Za-z_][A-Za-z0-9_-]*)|\[(\d+)\]|\.(\d+)")


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
        raise _Refused(
            f"expected key.path=value, received {override!r}", number, "write it like fit.epochs=3"
        )
    path: list[str | int] = []
    position = 0
    while position < len(name):
        match = _PART.match(name, position)
        if match is None:
            hint = "write it like model.layers[0].Dense.units=16"
            raise _Refused(f"expected a path of keys, received {name!r}", number, hint, position + 1)
        path.append(match[1] if match[1] is not None else int(match[2] or match[3]))
        position = match.end()
    if not path:
        raise _Refused("expected a path of keys before '='", number, "write it like fit.epochs=3")
    parsed = parse_document(value, COMMAND_LINE)
    return tuple(path), _shift(parsed, number, len(name) + 1)


def _shift(parsed: Document, number: int, column: int) -> Document:
    """Return the value's document with marks that point into the override's own line."""

    def move(mark: Mark) -> Mark:
        return Mark(COMMAND_LINE, number, mark.column + column)

    return Document(
        COMMAND_LINE,
        parsed.data,
        {path: move(mark) for path, mark in parsed.values.items()}
        or {(): Mark(COMMAND_LINE, number, column + 1)},
        {path: move(mark) for path, mark in parsed.keys.items()},
        {},
        tuple(
            Issue(i.code, i.message, i.path, move(i.mark) if i.mark else None, i.hint) for i in parsed.issues
        ),
    )


def _set(data: Data, path: Path, value: Data, number: int) -> Data:
    """Return `data` with `value` at `path`; mappings on the way are made where there are none."""
    node = data
    for index, part in enumerate(path):
        here = path[:index]
        if isinstance(part, int):
            if not isinstance(node, list):
                raise _Refused(f"`{format_path(here)}` is not a list", number, "leave out the position")
            if part >= len(node):
                hint = f"positions start at 0: the last is [{len(node) - 1}]"
                raise _Refused(f"`{format_path(here)}` has {len(node)} items", number, hint)
        elif not isinstance(node, dict):
            what = "a list" if isinstance(node, list) else repr(node)
            hint = (
                f"name a position, such as `{format_path(here)}[0]`"
                if isinstance(node, list)
                else (f"replace it as a whole: `{format_path(here)}=...`")
            )
            raise _Refused(f"`{format_path(here)}` is {what}, not a mapping", number, hint)
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


def _copy(data: Data) -> Data:
    if isinstance(data, dict):
        return {key: _copy(value) for key, value in data.items()}
    return [_copy(item) for item in data] if isinstance(data, list) else data


def _forget(marks: dict[Path, Mark], path: Path) -> None:
    for known in [known for known in marks if known[: len(path)] == path]:
        del marks[known]
