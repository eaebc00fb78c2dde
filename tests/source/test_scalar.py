from __future__ import annotations

import math

import pytest

from kerasrun.source.scalar import INTEGER_LIMIT, ScalarError, parse_scalar


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("NULL", None),
        ("nULL", "nULL"),
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("0", 0),
        ("-0", 0),
        ("+12", 12),
        ("-3", -3),
        ("1.0", 1.0),
        ("1e-3", 0.001),
        ("1E3", 1000.0),
        (".5", 0.5),
        ("-.5e+1", -5.0),
        ("1.", 1.0),
        ("0.5", 0.5),
        ("00.5", 0.5),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("0b1", "0b1"),
        ("0x", "0x"),
        ("0o8", "0o8"),
        ("2024-01-01", "2024-01-01"),
        (".", "."),
        ("..", ".."),
        ("e5", "e5"),
        ("1e", "1e"),
        ("nan", "nan"),
        ("inf", "inf"),
        ("=", "="),
        # Digits of other scripts are text.
        ("\u0661\u0662", "\u0661\u0662"),
        ("1\n", "1\n"),
        (str(INTEGER_LIMIT), INTEGER_LIMIT),
        (str(-INTEGER_LIMIT), -INTEGER_LIMIT),
    ],
)
def test_the_yaml_1_2_core_schema(text: str, value: object) -> None:
    parsed = parse_scalar(text)
    assert (parsed, type(parsed)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "010",
            "expected a plain decimal integer, received 010 with a leading zero",
            "write 10, or quote it",
        ),
        ("-007", "received -007 with a leading zero", "write -7,"),
        ("00", "received 00 with a leading zero", "write 0,"),
        ("0o17", "expected a plain decimal integer, received 0o17", "write 15"),
        ("0xFF", "expected a plain decimal integer, received 0xFF", "write 255"),
        ("9007199254740993", "expected an integer up to 2^53, received 9007199254740993", "quote it"),
        ("9" * 5000, "received 99999999999999999999... (5000 characters)", "quote it"),
        ("0x" + "F" * 5000, "received 0xFFFFFFFFFFFFFFFFFF... (5002 characters)", "write the number"),
        ("1e400", "expected a finite number, received 1e400", "the largest is about 1.8e308"),
        (".inf", "expected a finite number, received .inf", "infinity and NaN"),
        ("-.INF", "expected a finite number, received -.INF", "infinity and NaN"),
        (".NaN", "expected a finite number, received .NaN", "infinity and NaN"),
    ],
)
def test_traps(text: str, message: str, hint: str) -> None:
    with pytest.raises(ScalarError) as caught:
        parse_scalar(text)
    assert message in caught.value.message
    assert caught.value.hint.startswith(hint)


def test_a_number_below_the_smallest_is_zero() -> None:
    assert parse_scalar("1e-400") == 0.0


def test_long_texts_of_digits_and_colons_take_no_time() -> None:
    assert parse_scalar("1:30" * 100_000) == "1:30" * 100_000
    assert math.isclose(float(str(parse_scalar("0." + "3" * 100_000))), 1 / 3)
