from __future__ import annotations

from kerasrun.data.csv_surprise import Surprise


def warnings(*rows: list[float]) -> list[str]:
    surprise = Surprise(["a", "b"])
    for row in rows:
        surprise.see(row)
    return surprise.warnings("t.csv")


def test_constant_and_counting_columns() -> None:
    assert warnings([1, 7], [2, 7], [3, 7]) == [
        "t.csv: column 'b' has one value in every row",
        "t.csv: column 'a' counts the rows",
    ]


def test_one_row_that_differs_ends_the_suspicion() -> None:
    assert warnings([1, 7], [2, 7], [3, 7], [3, 8]) == []


def test_two_rows_prove_nothing() -> None:
    assert warnings([1, 7], [2, 7]) == []
