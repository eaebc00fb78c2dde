"""What is read of a run directory."""

from __future__ import annotations

import os

from kerasrun.report.record import read_record
from kerasrun.rundir.layout import Run


def test_rows_come_from_the_scores_and_else_from_the_environment(run: Run) -> None:
    record = read_record(run)
    assert list(record.rows.items()) == [("train", 7200), ("validation", 800), ("test", 2000)]
    run.scores_file.write_text('{"scores": {}, "rows": {"test": 5}}')
    assert read_record(run).rows == {"train": 7200, "validation": 800, "test": 5}
    run.scores_file.unlink()
    assert read_record(run).rows == {"train": 7200, "validation": 800, "test": 2000}


def test_a_fact_deep_down_or_none(run: Run) -> None:
    record = read_record(run)
    assert record.fact("data", "fingerprint", "train") == "aa11"
    assert record.fact("data", "fingerprint", "train", "deeper") is None
    assert record.fact("nothing", "here") is None


def test_a_pipe_is_not_waited_for(run: Run) -> None:
    run.history_file.unlink()
    os.mkfifo(run.history_file)
    assert read_record(run).history == []
