"""The base of every spec model: strict, frozen, closed, finite numbers only, errors in the user's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import ErrorDetails

from kerasrun.catalogue.legacy import legacy_key
from kerasrun.catalogue.lookup import did_you_mean
from kerasrun.catalogue.rule import Boolean, ListOf, Text
from kerasrun.errors import Path
from kerasrun.source.document import UNREADABLE
from kerasrun.spec.hint import hint_for
from kerasrun.spec.problem import REPORTED, Problem, rewrite
from kerasrun.spec.wording import choices, cut, describe_expected, describe_number, describe_value, quote

_KEYS: dict[str, tuple[str, ...]] = {}
"""The keys of each section."""


class SpecModel(BaseModel):
    """A section of a spec. The string under each field is its description everywhere: see `docstring.py`."""

    model_config = ConfigDict(
        strict=True,
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        # A validator is made when the first value comes, not for every section at import.
        defer_build=True,
        # A section's own names (`model_...`) are Keras's, not pydantic's.
        protected_namespaces=(),
    )

    section: ClassVar[str] = ""
    """The section's key at the top of a spec, for hints on keys of older Keras versions."""

    further_keys: ClassVar[tuple[str, ...]] = ()
    """Keys that a file may have in the section and that are gone when it is checked."""

    @classmethod
    def __pydantic_init_subclass__(cls, **arguments: Any) -> None:
        """Note the keys of a section, for hints on keys that stand in the wrong one."""
        super().__pydantic_init_subclass__(**arguments)
        if "section" in vars(cls):
            _KEYS[cls.section] = (*cls.model_fields, *cls.further_keys)

    @model_validator(mode="wrap")
    @classmethod
    def _explain_errors(cls, value: Any, handler: Callable[[Any], Any]) -> Any:
        try:
            return handler(value)
        except ValidationError as error:
            beside = value if isinstance(value, dict) else {}
            explain = partial(cls._explain, beside=beside)
            raise rewrite(error, explain, default_hint=cls._hint_at) from None

    @classmethod
    def _explain(cls, error: ErrorDetails, beside: Mapping[str, Any] = MappingProxyType({})) -> Problem:
        """Return the problem for one of pydantic's own errors; `beside` is the mapping it is in."""
        kind, path, value = error["type"], error["loc"], error["input"]
        if value is UNREADABLE:
            return REPORTED._replace(path=path)
        if kind == "extra_forbidden":
            return cls._explain_unknown_key(str(path[-1]), path, value, beside)
        if kind == "invalid_key":
            return Problem(
                "KR005",
                f"keys must be text, received {path[-1]}",
                path,
                "write a word as the key",
                at_key=True,
            )
        if kind == "missing":
            return Problem("KR102", f"missing key {str(path[-1])!r}", path, cls._missing_hint(str(path[-1])))
        if value is None:
            return Problem(
                "KR102", f"missing value: expected {_expected(error)}", path, cls._form_hint(error)
            )
        sized = (
            isinstance(value, str) == bool(_literals(error)) if kind == "literal_error" else kind in _SIZES
        )
        code = "KR104" if sized else "KR103"
        return Problem(
            code,
            f"expected {_expected(error)}, received {describe_value(value)}",
            path,
            cls._form_hint(error),
        )

    @classmethod
    def _form_hint(cls, error: ErrorDetails) -> str | None:
        """Return a hint for a value of the wrong form or word, where its form tells what was meant."""
        if error["type"] == "model_type":
            return f"the keys below it are: {', '.join(cls.model_fields)}"
        return _hint(error)

    @classmethod
    def _explain_unknown_key(cls, key: str, path: Path, value: Any, beside: Mapping[str, Any]) -> Problem:
        legacy = legacy_key(cls.section, key, value)
        if legacy:
            return Problem("KR107", f"{quote(key)} is not a key of this section", path, legacy, at_key=True)
        # Sorted: the sections register in the order of their import.
        homes = sorted(name for name, keys in _KEYS.items() if key in keys and name != cls.section)
        known = [*cls.model_fields, *cls.further_keys]
        if homes:
            places = [f"under `{section}`" if section else "at the top level" for section in homes]
            hint = f"write it {' or '.join(places)}"
            return Problem("KR101", f"unknown key {quote(key)}", path, hint, at_key=True)
        hint = did_you_mean(key, known) or f"the keys are: {', '.join(known)}"
        return Problem("KR101", f"unknown key {quote(key)}", path, hint, at_key=True)

    @classmethod
    def _missing_hint(cls, key: str) -> str | None:
        from kerasrun.spec.docstring import field_docs

        description = field_docs(cls).get(key)
        return f"`{key}`: {description}" if description else None

    @classmethod
    def _hint_at(cls, path: Path) -> str | None:
        """Return a hint for a value at `path` that has none of its own: what stands there by default."""
        return cls._default_hint(str(path[0])) if len(path) == 1 and path[0] in cls.model_fields else None

    @classmethod
    def _default_hint(cls, key: str) -> str | None:
        field = cls.model_fields[key]
        default = field.default
        if field.is_required():
            return None
        if isinstance(default, bool | int | float | str):
            word = default if isinstance(default, str) else describe_number(default)
            return f"the default is `{key}: {word}`"
        return "it can be left out"


_SIZES = frozenset({"too_short", "too_long"})


def _expected(error: ErrorDetails) -> str:
    options = _literals(error)
    return choices(options) if options else describe_expected(error)


def _hint(error: ErrorDetails) -> str | None:
    value = error["input"]
    if error["type"] == "bool_type":
        return hint_for(Boolean(), value)
    if error["type"] == "list_type" and isinstance(value, dict) and value:
        # `Flatten:` with nothing behind it is a name alone.
        items = [cut(str(key)) + ("" if inner is None else ": ...") for key, inner in list(value.items())[:2]]
        return f"write a list: {', '.join(f'`- {item}`' for item in items)}, each item on a line of its own"
    if error["type"] == "list_type":
        return hint_for(ListOf(Text()), value)
    return did_you_mean(value, _literals(error)) if isinstance(value, str) else None


def _literals(error: ErrorDetails) -> tuple[str, ...]:
    """Return the words of a Literal as pydantic's context lists them: `'a', 'b' or 'c'`."""
    if error["type"] != "literal_error":
        return ()
    expected = str(error["ctx"]["expected"]).replace(" or ", ", ")
    return tuple(word.strip("'") for word in expected.split(", ")) if "'" in expected else ()
