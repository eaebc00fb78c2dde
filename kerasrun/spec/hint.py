"""What to write instead of a value that does not follow its rule; called by `ruled.py` for every mismatch."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from kerasrun.catalogue.rule import AnyOf, Boolean, Integer, ListOf, Name, Number, Rule, Text
from kerasrun.source.scalar import ScalarError, parse_scalar
from kerasrun.spec.wording import describe_number, quote

_WORDS = {"yes": "true", "on": "true", "y": "true", "1": "true", "no": "false", "off": "false", "n": "false"}


def hint_for(rule: Rule, value: Any) -> str | None:
    """Return the line to write, such as "write 10 without quotes", or None where the value does not tell."""
    if isinstance(rule, AnyOf):
        return next((hint for option in rule.rules if (hint := hint_for(option, value))), None)
    find = _HINTS.get(type(rule))
    return find(rule, value) if find else None


def _hint_for_number(rule: Integer | Number, value: Any) -> str | None:
    if isinstance(value, str):
        return _hint_for_numeral(rule, value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(rule, Integer):
        fits = isinstance(value, float) and value.is_integer() and _within(rule, value)
        return f"write {int(value)}" if fits else None
    top = rule.maximum if rule.maximum is not None else rule.below
    if top == 1 and 5 <= value < 100:
        return f"write {describe_number(value / 100)} for {describe_number(value)} percent"
    return None


def _hint_for_numeral(rule: Integer | Number, text: str) -> str | None:
    plain = text.strip().replace("_", "")
    fraction = re.fullmatch(r"(\d{1,9}(?:\.\d+)?)\s*/\s*(\d{1,9}(?:\.\d+)?)", plain)
    if fraction and float(fraction[2]) and isinstance(rule, Number):
        # YAML computes nothing: `1/255` is text.
        quotient = float(fraction[1]) / float(fraction[2])
        return f"write {describe_number(quotient)}" if _within(rule, quotient) else None
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
    return f"write {describe_number(number)}" + (" without quotes" if parse_scalar(plain) == number else "")


def _within(rule: Integer | Number, number: float) -> bool:
    low, high = rule.minimum, rule.maximum
    above, below = (rule.above, rule.below) if isinstance(rule, Number) else (None, None)
    return (
        (low is None or number >= low)
        and (high is None or number <= high)
        and (above is None or number > above)
        and (below is None or number < below)
    )


def _hint_for_boolean(rule: Boolean, value: Any) -> str | None:
    word = str(value).lower()
    if isinstance(value, str) and word in ("true", "false"):
        return f"write {word} without quotes"
    if not isinstance(value, str | int):
        return None
    word = _WORDS.get(word, "false" if value == 0 else "")
    return f"write {word}" if word else None


def _hint_for_text(rule: Text, value: Any) -> str | None:
    return "quote it" if isinstance(value, bool | int | float) else None


def _hint_for_name(rule: Name, value: Any) -> str | None:
    if isinstance(value, bool | int | float):
        return f"quote it, or begin it with a letter: run-{describe_number(value)}"
    if not isinstance(value, str):
        return None
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "-", value).strip("-.")
    return f"write {plain}" if 0 < len(plain) <= 40 else "write a word, such as block_1"


def _hint_for_list(rule: ListOf, value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and isinstance(rule.item, Integer | Number):
        return None
    item = describe_number(value) if not isinstance(value, str) else quote(value)[1:-1]
    return f"write [{', '.join([item] * (rule.length or 1))}]"


_HINTS: dict[type, Callable[[Any, Any], str | None]] = {
    Integer: _hint_for_number,
    Number: _hint_for_number,
    Boolean: _hint_for_boolean,
    Text: _hint_for_text,
    Name: _hint_for_name,
    ListOf: _hint_for_list,
}
