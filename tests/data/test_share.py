"""Shares of the training rows are exact, and never leave a split empty."""

from __future__ import annotations

import pytest

from kerasrun.data.share import split_rows
from kerasrun.errors import DataError


@pytest.mark.parametrize(
    ("rows", "validation", "test", "expected"),
    [
        ({"train": 1000}, None, None, {"train": 1000}),
        ({"train": 1000}, 0.1, 0.2, {"train": 700, "validation": 100, "test": 200}),
        ({"train": 1000, "test": 50}, 0.1, None, {"train": 900, "validation": 100, "test": 50}),
        ({"train": 5}, None, 0.5, {"train": 2, "test": 3}),
    ],
)
def test_split_rows_are_fractions_of_the_training_rows(
    rows: dict[str, int], validation: float | None, test: float | None, expected: dict[str, int]
) -> None:
    assert split_rows(rows, validation=validation, test=test) == expected


def test_fraction_of_nothing_is_refused() -> None:
    with pytest.raises(DataError, match=r"data\.validation: .* received 0\.1 of 4\."):
        split_rows({"train": 4}, validation=0.1)


def test_nothing_left_for_training_is_refused() -> None:
    with pytest.raises(DataError, match="received 10 rows, of which 6 for test and 5 for validation"):
        split_rows({"train": 10}, validation=0.5, test=0.6)
