from __future__ import annotations

import pytest

from kerasrun.data.csv_cell import bad_cell, is_missing, parse_number


@pytest.mark.parametrize("text", ["", "  ", "NA", "n/a", "NaN", " null ", "?", "-"])
def test_words_for_a_missing_value(text: str) -> None:
    assert is_missing(text)


@pytest.mark.parametrize("text", ["0", "-1", "nano", "x"])
def test_values_are_not_missing(text: str) -> None:
    assert not is_missing(text)


@pytest.mark.parametrize(("text", "number"), [("1", 1.0), (" -2.5e3 ", -2500.0), ("3.4e38", 3.4e38)])
def test_numbers(text: str, number: float) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize("text", ["1e400", "inf", "nan", "3.5e38", "1_000", "2024_01_05", "1,5", "0x10", ""])
def test_what_is_no_number(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "expected", "hint"),
    [
        ("", "expected a value in column 'age', received an empty cell", "`missing: drop`"),
        ("N/A", "received 'N/A', which stands for a missing value", "`missing: drop`"),
        ("inf", "expected a finite number in column 'age', received 'inf'", "remove the row"),
        ("1e400", "expected a finite number in column 'age', received '1e400'", "remove the row"),
        ("1e39", "expected a number that float32 holds, below 3.4e38, in column 'age'", "remove the row"),
        ("2024-01-05", "received '2024-01-05'", "days since a start"),
        ("5.1.2024 10:30", "received '5.1.2024 10:30'", "days since a start"),
        ("True", "received 'True'", "write 1 for yes"),
        ("1,000", "received '1,000'", "write 1000, without commas"),
        ("1,5", "received '1,5'", "write the decimal point: 1.5"),
        ("$5", "received '$5'", "write the number alone: 5"),
        ("7 %", "received '7 %'", "write the number alone: 7"),
        ("1_000", "received '1_000'", "write the number alone: 1000"),
        ("old", "expected a number in column 'age', received 'old'", '`features: [height, "body mass"]`'),
    ],
)
def test_a_bad_cell_is_named_with_the_way_out(text: str, expected: str, hint: str) -> None:
    error = bad_cell("people.csv:7", "age", text, ["height", "body mass"])
    assert error.message.startswith("people.csv:7: expected ")
    assert expected in error.message
    assert error.hint is not None
    assert hint in error.hint


def test_many_columns_are_not_listed() -> None:
    hint = bad_cell("a.csv:2", "x", "old", [f"c{index}" for index in range(100)]).hint
    assert hint == "correct the cell, or name the columns that are numbers with `features`"
