from __future__ import annotations

import numpy as np
import pytest

from kerasrun.data.origin import Origin, place_errors
from kerasrun.errors import DataError, Mark, OutOfMemory

MARK = Mark("spec.yaml", 3, 17)
ORIGIN = Origin("digits.npz", "x_train", "y_train", MARK)


def test_a_bad_value_is_found_in_the_array_of_the_user() -> None:
    error = ORIGIN.bad_value("inputs", (3, 7, 9), expected="finite numbers", received=np.nan, hint="mend it")
    assert error.message == (
        "digits.npz: expected finite numbers, received nan in row 3 of x_train at [7, 9], counted from 0."
    )
    assert (error.hint, error.mark) == ("mend it", MARK)


def test_rows_taken_twice_keep_their_first_number() -> None:
    origin = ORIGIN.take(np.array([4, 17, 30])).take(np.array([1, 2]))
    error = origin.bad_value("targets", (0,), expected="a label", received=7, hint="")
    assert "received 7 in row 17 of y_train, counted" in error.message


def test_a_row_of_a_text_file_is_a_line() -> None:
    origin = Origin("a.csv", targets="the label column y", lines=np.array([2, 3, 7])).take(np.array([1, 2]))
    error = origin.bad_value("targets", (1,), expected="a label", received=7, hint="")
    assert error.message == "a.csv: expected a label, received 7 in line 7, the label column y."


def test_steps_that_were_folded_into_the_rows_are_told_apart() -> None:
    origin = Origin(rows=np.array([5, 6]), steps=(2, 3))
    error = origin.bad_value("targets", (11, 4), expected="a label", received=7, hint="")
    assert "in row 6 of the targets at [1, 2, 4], counted" in error.message


@pytest.mark.parametrize("kind", [DataError, OutOfMemory])
def test_an_error_without_a_place_gets_one(kind: type[DataError]) -> None:
    with pytest.raises(kind) as caught, place_errors(MARK):
        raise kind("message", "hint")
    assert (caught.value.message, caught.value.hint, caught.value.mark) == ("message", "hint", MARK)


def test_an_error_keeps_the_nearer_place() -> None:
    nearer = DataError("message", mark=Mark("spec.yaml", 4, 1))
    with pytest.raises(DataError) as caught, place_errors(MARK):
        raise nearer
    assert caught.value is nearer


def test_rows_are_named_as_the_user_finds_them() -> None:
    origin = ORIGIN.take(np.array([4, 17, 30]))
    assert origin.name_rows("inputs", [1], 2) == "row 17 of x_train, counted from 0"
    assert origin.name_rows("targets", [0, 1, 2], 2) == "rows 4, 17 and 1 more of y_train, counted from 0"


def test_rows_of_a_text_file_are_named_by_their_lines() -> None:
    origin = Origin("a.csv", lines=np.array([2, 3, 7])).take(np.array([1, 2]))
    assert origin.name_rows("inputs", [0, 1], 5) == "lines 3, 7 of a.csv"
    assert origin.name_rows("inputs", [1], 5) == "line 7 of a.csv"
