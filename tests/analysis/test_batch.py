from __future__ import annotations

import pytest

from kerasrun.analysis.batch import check_batches
from kerasrun.errors import Issue
from kerasrun.source.reader import parse_document
from kerasrun.spec.experiment import ExperimentSpec
from kerasrun.spec.parse import parse_spec

ROWS = {"train": 100, "validation": 10}
MODEL = "model: {input_shape: [4], layers: [{Dense: 1}]}\n"
FIXED = "model: {input_shape: [4], batch_size: 8, layers: [{Dense: 1}]}\n"


def spec(text: str) -> ExperimentSpec:
    return parse_spec(parse_document(text, "f"))


def shown(issues: list[Issue]) -> list[tuple[str, str, str | None]]:
    return [(str(issue.mark), issue.message, issue.hint) for issue in issues]


@pytest.mark.parametrize(
    "fit",
    [
        "{}",
        "{steps_per_epoch: 4, batch_size: 32}",
        "{validation_steps: 1}",
        "{validation_steps: 10, validation_batch_size: 1}",
    ],
)
def test_steps_that_fit(fit: str) -> None:
    assert check_batches(spec(MODEL + f"fit: {fit}\n"), ROWS) == []


@pytest.mark.parametrize(
    ("fit", "rows", "found"),
    [
        (
            "{steps_per_epoch: 5}",
            ROWS,
            (
                "f:2:24",
                "expected at most 4 batches, received 5: the train split has 100 rows in batches of 32",
                "write 4 or less, or leave it out for the whole split",
            ),
        ),
        (
            "{validation_steps: 2}",
            ROWS,
            (
                "f:2:25",
                "expected at most 1 batch, received 2: the validation split has 10 rows in batches of 32",
                "write 1, or leave it out for the whole split",
            ),
        ),
        (
            "{validation_steps: 2}",
            {"train": 100},
            (
                "f:2:25",
                "there is no validation split to take 2 batches of",
                "leave it out, or add `data: {validation: 0.1}`",
            ),
        ),
    ],
)
def test_steps_that_do_not(fit: str, rows: dict[str, int], found: tuple[str, str, str]) -> None:
    assert shown(check_batches(spec(MODEL + f"fit: {fit}\n"), rows)) == [found]


def test_steps_of_a_fixed_batch_size_are_whole_batches() -> None:
    assert check_batches(spec(FIXED + "fit: {steps_per_epoch: 12}\n"), ROWS) == []
    (issue,) = check_batches(spec(FIXED + "fit: {steps_per_epoch: 13}\n"), ROWS)
    assert issue.message.startswith("expected at most 12 batches, received 13: the train split has 100 rows")


def test_a_fixed_batch_size_and_another_one_in_fit() -> None:
    assert check_batches(spec(FIXED + "fit: {batch_size: 8}\n"), ROWS) == []
    issues = check_batches(spec(FIXED + "fit: {batch_size: 32, validation_batch_size: 10}\n"), ROWS)
    message = "expected 8, the fixed `model.batch_size`, received"
    assert shown(issues) == [
        ("f:2:19", f"{message} 32", "leave it out"),
        ("f:2:46", f"{message} 10", "leave it out"),
    ]


def test_a_split_smaller_than_the_fixed_batch_size() -> None:
    (issue,) = check_batches(spec(FIXED), {"train": 100, "validation": 7, "test": 5})
    assert str(issue.mark) == "f:1:39"
    splits = "the validation split has 7 rows and the test split has 5 rows"
    assert issue.message == f"expected at most 5, received 8: {splits}"
