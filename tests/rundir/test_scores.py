"""scores.json."""

from __future__ import annotations

import math

import pytest

from kerasrun.errors import StorageError
from kerasrun.rundir.clock import parse_instant
from kerasrun.rundir.run import Run
from kerasrun.rundir.scores import ScoreRecord, read_scores, write_scores

RECORD: ScoreRecord = {
    "scores": {"train": {"loss": 0.25, "accuracy": 0.5}, "test": {"loss": 0.5, "accuracy": 0.25}},
    "rows": {"train": 8, "test": 2},
    "baselines": {"train": {"loss": 0.75}},
    "weights_sha256": "ab",
    "optimizer_sha256": None,
}


def test_scores_are_read_as_they_were_written(run: Run) -> None:
    write_scores(run, RECORD)
    record = read_scores(run)
    assert parse_instant(record["evaluated"]) is not None
    assert record == {**RECORD, "evaluated": record["evaluated"]}


def test_the_time_of_the_record_stays(run: Run) -> None:
    write_scores(run, {**RECORD, "evaluated": "2026-11-23T10:15:00+00:00"})
    assert read_scores(run)["evaluated"] == "2026-11-23T10:15:00+00:00"


def test_a_score_that_is_not_finite_is_none(run: Run) -> None:
    write_scores(run, {"scores": {"test": {"loss": math.nan}}, "rows": {"test": 2}})
    assert read_scores(run)["scores"] == {"test": {"loss": None}}


def test_a_run_without_scores_says_how_to_get_them(run: Run) -> None:
    with pytest.raises(StorageError, match="the run has not been scored") as caught:
        read_scores(run)
    assert caught.value.hint == f"kerasrun evaluate {run.directory}"


@pytest.mark.parametrize(
    "content",
    [
        "{}",
        '{"scores": 1, "rows": {}}',
        '{"scores": {"test": 1}, "rows": {}}',
        '{"scores": {"test": {"loss": "x"}}, "rows": {}}',
        '{"scores": {}}',
        '{"scores": {}, "rows": {"test": true}}',
        '{"scores": {}, "rows": {}, "baselines": {"test": {"loss": "x"}}}',
    ],
)
def test_damaged_scores_are_a_storage_error(content: str, run: Run) -> None:
    run.scores_file.write_text(content)
    with pytest.raises(StorageError, match=r"scores\.json: (scores|rows|baselines): expected"):
        read_scores(run)
