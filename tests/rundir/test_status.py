"""The status of a run, and the run that was killed."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kerasrun.errors import StorageError
from kerasrun.rundir.run import Run
from kerasrun.rundir.status import Failure, Status, read_status, write_status

NOW = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)


def dead_pid() -> int:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_a_status_is_read_as_it_was_written(run: Run) -> None:
    status = Status.begin(NOW)
    write_status(run, status)
    assert read_status(run) == status
    ended = status.end("failed", epochs=3, reason="loss is NaN", now=NOW.replace(hour=11))
    write_status(run, ended)
    assert read_status(run) == ended
    value = json.loads(run.status_file.read_text())
    assert value["state"] == "failed"
    assert value["started"] == "2026-11-23T10:15:00+00:00"
    assert value["ended"] == "2026-11-23T11:15:00+00:00"


def test_a_run_whose_process_is_gone_was_killed(run: Run) -> None:
    status = replace(Status.begin(), pid=dead_pid(), epochs=2)
    write_status(run, status)
    assert read_status(run) == replace(status, state="stopped", reason="killed")


def test_a_number_that_was_given_out_again_is_another_process(run: Run) -> None:
    status = Status.begin()
    assert status.process_start is not None
    write_status(run, replace(status, process_start=status.process_start - 1))
    assert read_status(run).state == "stopped"


def test_nothing_is_said_of_a_process_on_another_machine(run: Run) -> None:
    write_status(run, replace(Status.begin(), pid=dead_pid(), host="elsewhere"))
    assert read_status(run).state == "running"


def test_an_ended_run_stays_ended(run: Run) -> None:
    write_status(run, replace(Status.begin(), pid=dead_pid()).end("finished", epochs=1))
    assert read_status(run).state == "finished"


@pytest.mark.parametrize("content", ["{}", '{"state": "done"}', '{"state": ["running"]}', "[]", ""])
def test_a_damaged_status_is_a_storage_error(content: str, run: Run) -> None:
    run.status_file.write_text(content)
    with pytest.raises(StorageError, match=r"status\.json: "):
        read_status(run)


def test_wrong_types_are_left_out(run: Run) -> None:
    run.status_file.write_text(
        '{"state": "finished", "started": 5, "ended": "soon", "epochs": "x", "pid": true}'
    )
    assert read_status(run) == Status("finished")


def test_failures_at_one_step_are_counted_until_it_ends_well(run: Run) -> None:
    status = Status.begin()
    for at, times in (((1, 5), 1), ((1, 5), 2), ((2, 5), 1), ((2, 4), 1), ((2, 4), 2)):
        status = status.end("failed", epochs=at[0], at=at)
        assert status.failure == Failure(*at, times)
    write_status(run, status)
    assert read_status(run) == status
    for state in ("interrupted", "failed"):
        assert status.end(state, epochs=2).failure == status.failure
    assert status.end("finished", epochs=3).failure is None


@pytest.mark.parametrize("value", [3, {}, {"epoch": 1, "step": 2}, {"epoch": 1, "step": "2", "times": 1}])
def test_a_failure_that_cannot_be_read_is_none(run: Run, value: object) -> None:
    write_status(run, Status.begin())
    content = json.loads(run.status_file.read_text("utf-8")) | {"failure": value}
    run.status_file.write_text(json.dumps(content), "utf-8")
    assert read_status(run).failure is None
