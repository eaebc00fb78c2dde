"""One mistake on its way through pydantic: raised by validators, collected by `spec/parse.py`.

pydantic carries nested ValidationErrors upwards and puts the outer path in front, so every validator names
only the path below itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from kerasrun.errors import Path


class Problem(NamedTuple):
    """A mistake at `path` below the validator that found it; `other` is a second place it collides with."""

    code: str
    message: str
    path: Path = ()
    hint: str | None = None
    at_key: bool = False
    other: Path | None = None
    offset: int = 0
    """How many characters into a text the mistake stands."""

    def line_error(self, value: Any = None) -> InitErrorDetails:
        """Return the problem as pydantic carries it."""
        context = {
            "message": self.message,
            "hint": self.hint,
            "at_key": self.at_key,
            "other": self.other,
            "depth": len(self.path),
            "offset": self.offset,
        }
        # The code is the error's type, which pydantic wants as a literal string.
        error = PydanticCustomError(self.code, "{message}", context)
        return InitErrorDetails(type=error, loc=self.path, input=value)


REPORTED = Problem("KR000", "reading has reported this value")
"""Keeps pydantic from taking a value for valid that reading found wrong; `parse.py` drops it."""


def problems_error(problems: Sequence[Problem]) -> ValidationError:
    """Return the exception to raise for one or more problems."""
    return ValidationError.from_exception_data("spec", [problem.line_error() for problem in problems])


def is_explained(error: ErrorDetails) -> bool:
    """Tell whether a pydantic error came from a Problem."""
    return error["type"].startswith("KR")


def explained(error: ErrorDetails, prefix: Path = (), hint: str | None = None) -> InitErrorDetails:
    """Return an error that came from a Problem as a line error again.

    Args:
        error: from a ValidationError.
        prefix: comes in front of its path.
        hint: for a problem that has none.
    """
    context = dict(error.get("ctx", {}))
    path = error["loc"]
    if path and path[-1] == _KEY:
        path, context["at_key"] = path[:-1], True
    context["hint"] = context.get("hint") or hint
    custom = PydanticCustomError(error["type"], "{message}", context)
    return InitErrorDetails(type=custom, loc=prefix + path, input=error["input"])


_KEY = "[key]"
"""What pydantic puts behind the path of a mapping's key that is wrong."""


def rewrite(
    error: ValidationError,
    explain: Callable[[ErrorDetails], Problem],
    prefix: Path = (),
    *,
    default_hint: Callable[[Path], str | None] = lambda path: None,
) -> ValidationError:
    """Return `error` with pydantic's own messages replaced by `explain`'s.

    Args:
        error: what a model raised.
        explain: words one of pydantic's own errors.
        prefix: comes in front of every path.
        default_hint: gives the hint of a wrong value that brings none, by the path.
    """
    lines: list[InitErrorDetails] = []
    for details in error.errors(include_url=False):
        if is_explained(details):
            wrong_value = details["type"] in ("KR102", "KR103", "KR104")
            lines.append(explained(details, prefix, default_hint(details["loc"]) if wrong_value else None))
            continue
        problem = explain(details)
        hint = problem.hint or default_hint(problem.path)
        line = problem._replace(path=prefix + problem.path, hint=hint).line_error(details["input"])
        lines.append(line)
    return ValidationError.from_exception_data("spec", _without_consequences(lines))


def _without_consequences(lines: list[InitErrorDetails]) -> list[InitErrorDetails]:
    """Return the errors without a missing key that a misspelt or renamed one beside it stands for."""
    contexts = [(line["loc"], _context(line)) for line in lines]
    renamed = [(path[:-1], str(context["hint"])) for path, context in contexts if context["at_key"]]

    def follows(path: Path, message: str) -> bool:
        key = path[-1] if path else ""
        words = (f"{key!r}", f"`{key}:")
        return message.startswith("missing key") and any(
            place == path[:-1] and any(word in hint for word in words) for place, hint in renamed
        )

    return [
        line
        for line, (path, context) in zip(lines, contexts, strict=True)
        if not follows(path, context["message"])
    ]


def _context(line: InitErrorDetails) -> dict[str, Any]:
    error = line["type"]
    assert isinstance(error, PydanticCustomError)
    return error.context or {}
