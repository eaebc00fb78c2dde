"""The base of every spec model: strict, frozen, closed, finite numbers only, errors in the user's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import ErrorDetails

from kerasrun.catalogue.legacy import legacy_key
from kerasrun.catalogue.lookup import did_you_mean
from kerasrun.source.document import UNREADABLE
from kerasrun.spec.problem import Problem, rewrite
from kerasrun.spec.wording import describe_expected, describe_value, fix_for_number


class SpecModel(BaseModel):
    """A section of a spec. The string under each field is its description everywhere."""

    model_config = ConfigDict(
        strict=True,
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        # A section's own names (`model_...`) are Keras's, not pydantic's.
        protected_namespaces=(),
    )

    section: ClassVar[str] = ""
    """The section's key at the top of a spec, for hints on keys of older Keras versions."""

    @model_validator(mode="wrap")
    @classmethod
    def _explain_errors(cls, value: Any, handler: Callable[[Any], Any]) -> Any:
        try:
            return handler(value)
        except ValidationError as error:
            raise rewrite(error, cls._explain) from None

    @classmethod
    def _explain(cls, error: ErrorDetails) -> Problem | None:
        """Return the problem for one of pydantic's own errors; None where reading has reported the value."""
        path, value = error["loc"], error["input"]
        if value is UNREADABLE:
            return None
        if error["type"] == "extra_forbidden":
            return cls._explain_unknown_key(str(path[-1]), path, value)
        if error["type"] == "invalid_key":
            return Problem(
                "KR005", f"keys must be text, received {path[-1]}", path, "quote the key", at_key=True
            )
        if error["type"] == "missing":
            return Problem("KR102", f"missing key {str(path[-1])!r}", path, cls._missing_hint(str(path[-1])))
        if value is None:
            return Problem("KR102", f"missing value for {str(path[-1])!r}" if path else "missing value", path)
        code = "KR104" if error["type"] in _RANGE_ERRORS else "KR103"
        hint = None
        if error["type"] in ("int_type", "int_from_float", "float_type"):
            hint = fix_for_number(value, integer=error["type"] != "float_type")
        if error["type"] == "literal_error" and isinstance(value, str):
            hint = did_you_mean(value, [part.strip("'") for part in describe_expected(error).split(", ")])
        message = f"expected {describe_expected(error)}, received {describe_value(value)}"
        return Problem(code, message, path, hint)

    @classmethod
    def _explain_unknown_key(cls, key: str, path: tuple[str | int, ...], value: Any) -> Problem:
        legacy = legacy_key(cls.section, key, value)
        if legacy:
            return Problem("KR107", f"{key!r} is not a key of this section", path, legacy, at_key=True)
        known = list(cls.model_fields)
        hint = did_you_mean(key, known) or f"the keys are: {', '.join(known)}"
        return Problem("KR101", f"unknown key {key!r}", path, hint, at_key=True)

    @classmethod
    def _missing_hint(cls, key: str) -> str | None:
        description = cls.model_fields[key].description if key in cls.model_fields else None
        return f"`{key}`: {' '.join(description.split())}" if description else None


_RANGE_ERRORS = frozenset(
    {
        "greater_than_equal",
        "greater_than",
        "less_than_equal",
        "less_than",
        "finite_number",
        "too_short",
        "too_long",
    }
    | {"string_pattern_mismatch", "literal_error"}
)
