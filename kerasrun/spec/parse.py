"""A document to a spec: everything that is wrong with it at once, or a valid ExperimentSpec."""

from __future__ import annotations

import pathlib
import re
from typing import Any

from pydantic import ValidationError

from kerasrun.errors import Issue, Mark, Path, SpecError
from kerasrun.source.document import UNREADABLE, Document
from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.problem import REPORTED, rewrite
from kerasrun.spec.wording import describe_value


def parse_spec(document: Document) -> ExperimentSpec:
    """Return the spec that the document holds.

    Raises:
        SpecError: with every issue of the document, those of reading included, sorted by place.
    """
    texts = dict(document.texts)
    if not isinstance(document.data, dict):
        # A text that is nothing but a number with a leading zero has been reported.
        wrong = [] if document.data is UNREADABLE else [_not_a_mapping(document)]
        raise SpecError([*document.issues, *wrong], texts)
    data = {"name": _name_of(document.file), **document.data}
    issues = list(document.issues)
    try:
        spec = ExperimentSpec.model_validate(data)
    except ValidationError as error:
        lines = rewrite(error, ExperimentSpec._explain).errors()
        found = [_issue(document, details) for details in lines if details["type"] != REPORTED.code]
        reported = _reported(document)
        issues += [issue for issue in found if issue.mark is None or issue.mark not in reported]
    if issues:
        raise SpecError(_once(issues), texts)
    spec._document = document
    return spec


def _issue(document: Document, details: Any) -> Issue:
    path: Path = details["loc"]
    context = details["ctx"]
    missing = details["type"] == "KR102" and path not in document.values
    if context["at_key"]:
        mark = document.key_mark(path)
    else:
        # What is missing has no place of its own: point at the key of the mapping it belongs to.
        mark = document.key_mark(path[:-1]) if missing else document.value_mark(path)
    if context["offset"] and mark is not None:
        mark = _move(document, mark, _value_at(document.data, path), context["offset"])
    message = context["message"]
    if context["other"] is not None:
        prefix = path[: len(path) - context["depth"]]
        other = document.value_mark(prefix + tuple(context["other"]))
        if other:
            message += f" (the other is at line {other.line})"
    return Issue(details["type"], message, path, mark, context["hint"])


def _value_at(data: Any, path: Path) -> Any:
    for part in path:
        data = data.get(part) if isinstance(data, dict) else data[part]
    return data


def _move(document: Document, mark: Mark, text: object, offset: int) -> Mark:
    """Return the place `offset` characters into a text, where it stands in the file as it was read."""
    line = document.texts[mark.file].split("\n")[mark.line - 1]
    start = mark.column - 1
    start += line[start : start + 1] in ("'", '"')
    if isinstance(text, str) and line[start:].startswith(text[:offset]):
        return Mark(mark.file, mark.line, start + offset + 1)
    return mark


def _reported(document: Document) -> set[Mark | None]:
    """Return the places that reading found wrong: what the spec thinks of them follows from that."""
    marks = {issue.mark for issue in document.issues}
    # A character inside a key is marked where it stands; the key begins before it.
    return marks | {document.keys.get(issue.path) for issue in document.issues if issue.code == "KR007"}


def _once(issues: list[Issue]) -> list[Issue]:
    """Return the issues without those that say the same of the same place, as aliases make them."""
    return list({(issue.mark, issue.message, issue.hint): issue for issue in reversed(issues)}.values())


def _not_a_mapping(document: Document) -> Issue:
    mark = document.value_mark(()) or Mark(document.file, 1, 1)
    if document.data is None:
        return Issue(
            "KR102", "the spec is empty", mark=mark, hint="`kerasrun init mlp` writes one to start from"
        )
    message = f"expected a mapping of sections, received {describe_value(document.data)}"
    hint = "a spec starts like `model:` with the layers below it"
    if isinstance(document.data, str) and re.match(r"\w+:\S", document.data):
        hint = "a space is missing after ':'"
    return Issue("KR103", message, mark=mark, hint=hint)


def _name_of(file: str) -> str:
    """Return the file's name as a run name: characters that a name cannot hold become `-`."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", pathlib.Path(file).stem).strip("-.")[:64] or "experiment"
