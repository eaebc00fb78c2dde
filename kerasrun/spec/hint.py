"""What to write instead of a value that does not follow its rule; called by `ruled.py` for every mismatch."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from kerasrun.catalogue.legacy.flow import flow
from kerasrun.catalogue.rule import AnyOf, Boolean, Choice, Integer, ListOf, Name, Number, Object, Rule, Text
from kerasrun.errors import Fix, Hint
from kerasrun.source.scalar import ScalarError, parse_scalar
from kerasrun.spec.wording import RECEIVED_LIMIT, describe_number, quote

_NUMBER = r"-?\d{1,9}(?:\.\d{1,9})?"
_TUPLE = re.compile(rf"\({_NUMBER}(?:\s*,\s*{_NUMBER})*,?\)|{_NUMBER}(?:\s*[,x]\s*{_NUMBER})*")
"""Sizes as Python and people write them: `(3, 3)`, `3x3`."""

_WORDS = {"yes": "true", "on": "true", "y": "true", "1": "true", "no": "false", "off": "false", "n": "false"}


def hint_for(rule: Rule, value: Any) -> str | None:
    """Return the line to write, such as "write 10 without quotes", or None where the value does not tell."""
    if isinstance(rule, AnyOf):
        return next((hint for option in rule.rules if (hint := hint_for(option, value))), None)
    find = _HINTS.get(type(rule))
    return find(rule, value) if find else None


def _write(old: Any, new: str, more: str = "") -> Hint:
    return Hint(f"write {new}{more}", Fix(old, new))


def _hint_for_number(rule: Integer | Number, value: Any) -> str | None:
    if isinstance(value, str):
        return _hint_for_numeral(rule, value)
    if isinstance(value, list) and len(value) == 1 and _fits(rule, value[0]):
        return f"write {describe_number(value[0])}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(rule, Integer):
        fits = isinstance(value, float) and value.is_integer() and _within(rule, value)
        return _write(value, str(int(value))) if fits else None
    top = rule.maximum if rule.maximum is not None else rule.below
    if top == 1 and 5 <= value < 100:
        # No fix: 9 may be a slip for 0.9 as well.
        return f"write {describe_number(value / 100)} for {describe_number(value)} percent"
    return None


def _hint_for_numeral(rule: Integer | Number, text: str) -> str | None:
    plain = text.strip().replace("_", "")
    fraction = re.fullmatch(r"(\d{1,9}(?:\.\d+)?)\s*(?:%|/\s*(\d{1,9}(?:\.\d+)?))", plain)
    divisor = float(fraction[2] or 100) if fraction else 0
    if fraction and divisor and isinstance(rule, Number):
        # YAML computes nothing: `1/255` and `20%` are text.
        quotient = float(fraction[1]) / divisor
        return _write(text, f"{quotient:.15g}") if _within(rule, quotient) else None
    if plain.lower().lstrip("+-.") in ("nan", "inf", "infinity"):
        return "infinity and NaN are not allowed"
    try:
        number = int(plain, 2) if re.fullmatch("0[bB][01]{1,60}", plain) else parse_scalar(plain)
    except ScalarError as error:
        return error.hint
    if isinstance(number, float) and number.is_integer() and isinstance(rule, Integer):
        number = int(number)
    wanted = int if isinstance(rule, Integer) else int | float
    if isinstance(number, bool) or not isinstance(number, wanted) or not _within(rule, number):
        return None
    return _write(text, describe_number(number), " without quotes" if parse_scalar(plain) == number else "")


def _within(rule: Integer | Number, number: float) -> bool:
    low, high = rule.minimum, rule.maximum
    above, below = (rule.above, rule.below) if isinstance(rule, Number) else (None, None)
    return (
        (low is None or number >= low)
        and (high is None or number <= high)
        and (above is None or number > above)
        and (below is None or number < below)
    )


def _fits(rule: Rule, value: Any) -> bool:
    """Tell whether a number or text is what the rule of a list's item takes."""
    match rule:
        case AnyOf():
            return any(_fits(option, value) for option in rule.rules)
        case Integer() | Number():
            wanted = int if isinstance(rule, Integer) else int | float
            return isinstance(value, wanted) and not isinstance(value, bool) and _within(rule, value)
        case Choice():
            return value in rule.values
    return isinstance(value, str)


def _hint_for_choice(rule: Choice, value: Any) -> str | None:
    return _hint_for_boolean(Boolean(), value) if any(choice is True for choice in rule.values) else None


def _hint_for_boolean(rule: Boolean, value: Any) -> str | None:
    word = str(value).lower()
    if isinstance(value, str) and word in ("true", "false"):
        return _write(value, word, " without quotes")
    if not isinstance(value, str | int):
        return None
    word = _WORDS.get(word, "false" if value == 0 else "")
    return _write(value, word) if word else None


def _hint_for_text(rule: Text, value: Any) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return Hint("quote it", Fix(value, f'"{value}"'))
    return "quote it" if isinstance(value, bool | float) else None


def _hint_for_name(rule: Name, value: Any) -> str | None:
    if isinstance(value, bool):
        return "quote it"
    if isinstance(value, int | float):
        return f"quote it, or begin it with a letter: run-{describe_number(value)}"
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "-", value).strip("-.") if isinstance(value, str) else ""
    return _write(value, plain) if 0 < len(plain) <= 40 else "write a word, such as block_1"


def _hint_for_list(rule: ListOf, value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and not isinstance(rule.item, Text | Object):
        return _hint_for_tuple(rule, value)
    if not _fits(rule.item, value):
        return None
    item = describe_number(value) if not isinstance(value, str) else quote(value)[1:-1]
    hint = _write(value, f"[{', '.join([item] * (rule.length or 1))}]")
    return hint if item == flow(value) else str(hint)


def _hint_for_tuple(rule: ListOf, text: str) -> str | None:
    words = re.findall(_NUMBER, text) if len(text) <= RECEIVED_LIMIT and _TUPLE.fullmatch(text) else []
    numbers = [float(word) if "." in word else int(word) for word in words]
    if (
        numbers
        and rule.length in (None, len(numbers))
        and all(_fits(rule.item, number) for number in numbers)
    ):
        return _write(text, f"[{', '.join(str(number) for number in numbers)}]")
    return "a list stands in square brackets, such as [2, 2]" if text.startswith("(") else None


_HINTS: dict[type, Callable[[Any, Any], str | None]] = {
    Integer: _hint_for_number,
    Number: _hint_for_number,
    Boolean: _hint_for_boolean,
    Choice: _hint_for_choice,
    Text: _hint_for_text,
    Name: _hint_for_name,
    ListOf: _hint_for_list,
}
