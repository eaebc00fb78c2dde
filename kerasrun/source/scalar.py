"""What a plain YAML scalar means: the YAML 1.2 core schema, with the number traps as errors.

PyYAML's own resolver follows YAML 1.1: `1e-3` is text, `010` is 8, `12:30` is 750, `no` is false. Called by
`reader.py`.
"""

from __future__ import annotations

import math
import re

from kerasrun.errors import Fix, Hint

INTEGER_LIMIT = 2**53
"""Largest integer that a float64 holds exactly."""

_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_CONSTANTS: dict[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}


class ScalarError(ValueError):
    """A scalar that looks like a number but is not one a spec can hold; `hint` shows what to write."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint


def parse_scalar(text: str) -> str | int | float | bool | None:
    """Return the value of an unquoted scalar.

    Raises:
        ScalarError: a number with a leading zero or another base, one too large, or one that is not finite.
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return _parse_integer(text)
    if _BASED.fullmatch(text):
        # The 0o and 0x forms are YAML 1.2, but a reader of a spec should not have to convert them.
        raise ScalarError(f"expected a plain decimal integer, received {_cut(text)}", _in_decimal(text))
    if _FLOAT.fullmatch(text):
        value = float(text)
        if math.isinf(value):
            raise ScalarError(
                f"expected a finite number, received {_cut(text)}", "the largest is about 1.8e308"
            )
        return value
    if _NOT_FINITE.fullmatch(text):
        raise ScalarError(f"expected a finite number, received {text}", "infinity and NaN are not allowed")
    return text


def _in_decimal(text: str) -> str:
    if len(text) >= 20:
        return "write the number in decimal digits"
    number = str(int(text, 0))
    return Hint(f"write {number}", Fix(text, number))


def _parse_integer(text: str) -> int:
    digits = text.lstrip("+-")
    if len(digits) > 1 and digits.startswith("0"):
        sign = "-" if text.startswith("-") else ""
        plain = digits.lstrip("0") or "0"
        raise ScalarError(
            f"expected a plain decimal integer, received {_cut(text)} with a leading zero",
            f"write {_cut(sign + plain)}, or quote it if it is text",
        )
    if len(digits) > 16 or int(digits) > INTEGER_LIMIT:
        raise ScalarError(f"expected an integer up to 2^53, received {_cut(text)}", "quote it if it is text")
    return int(text)


def _cut(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:20]}... ({len(text)} characters)"
