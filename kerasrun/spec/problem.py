"""One mistake on its way through pydantic: raised by validators, collected by `spec/parse.py`.

pydantic carries nested ValidationErrors upwards and puts the outer path in front, so every validator names only the path
below itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from kerasrun.errors import Path


@dataclass(frozen=True)
class Problem:
    """A mistake at `path` below the validator that found it; `other` is a second place it collides with."""

    code: str
    message: str
    path: Path = ()
    hint: str | None = None
    at_key: bool = False
    other: Path | None = None

    def line_error(self, value: Any = None) -> InitErrorDetails:
        """Return the problem as pydantic carries it."""
        context = {
            "message": self.message,
            "hint": self.hint,
            "at_key": self.at_key,
            "other": self.other,
            "depth": len(self.path),
        }
        # The code is the error's type, which pydantic wants as a literal string.
        error = PydanticCustomError(self.code, "{message}", context)  # type: ignore[arg-type]
        return InitErrorDetails(type=error, loc=self.path, input=value)


def problems_error(problems: Sequence[Problem]) -> ValidationError:
    """Return the exception to raise for one or more problems."""
    return ValidationError.from_exception_data("spec", [problem.line_error() for problem in problems])


def is_explained(error: ErrorDetails) -> bool:
    """Tell whether a pydantic error came from a Problem."""
    return error["type"].startswith("KR")


def explained(error: ErrorDetails, prefix: Path = ()) -> InitErrorDetails:
    """Return an error that came from a Problem as a line error again, with `prefix` in front of its path."""
    context = error.get("ctx", {})
    custom = PydanticCustomError(error["type"], "{message}", context)  # type: ignore[arg-type]
    return InitErrorDetails(type=custom, loc=prefix + error["loc"], input=error["input"])


def rewrite(
    error: ValidationError, explain: Callable[[ErrorDetails], Problem | None], prefix: Path = ()
) -> ValidationError:
    """Return `error` with pydantic's own messages replaced by `explain`'s; a None drops the message."""
    lines: list[InitErrorDetails] = []
    for details in error.errors(include_url=False):
        if is_explained(details):
            lines.append(explained(details, prefix))
            continue
        problem = explain(details)
        if problem is not None:
            line = problem.line_error(details["input"])
            lines.append(
                InitErrorDetails(type=line["type"], loc=prefix + problem.path, input=details["input"])
            )
    return ValidationError.from_exception_data("spec", lines)
