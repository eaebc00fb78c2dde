"""A run that ends early says so in its directory; the error that goes on tells what to do."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from kerasrun.errors import DataError, HungUp, Interrupted, OutOfMemory, Terminated
from kerasrun.job.conduct import conducted
from kerasrun.rundir.history import append_epoch
from kerasrun.rundir.layout import Run
from kerasrun.rundir.manifest import check_manifest
from kerasrun.rundir.run import create_run
from kerasrun.rundir.status import read_status
from kerasrun.training.interrupt import StopRequest


@pytest.fixture
def run(tmp_path: Path) -> Run:
    made = create_run("demo", runs_dir=tmp_path / "runs")
    made.resolved_file.write_text("version: 1\nname: demo\n", "utf-8")
    append_epoch(made, {"epoch": 0, "loss": 1.0})
    return made


@pytest.mark.parametrize(
    ("number", "kind", "reason"),
    [
        (signal.SIGINT, Interrupted, "SIGINT"),
        (signal.SIGTERM, Terminated, "SIGTERM"),
        (signal.SIGHUP, HungUp, "SIGHUP"),
        (signal.SIGALRM, Interrupted, "max-time"),
    ],
)
def test_a_signal_becomes_its_error(
    run: Run, number: signal.Signals, kind: type[Interrupted], reason: str
) -> None:
    with pytest.raises(kind, match="after 1 whole epoch; what was done") as caught:
        with StopRequest(60) as stop, conducted(run, stop):
            signal.raise_signal(number)
    assert type(caught.value) is kind
    assert caught.value.hint is None
    status = read_status(run)
    assert (status.state, status.reason, status.epochs) == ("interrupted", reason, 1)
    assert run.report_file.is_file()
    check_manifest(run, ["resolved.yaml", "report.md"])


def test_checkpoints_are_what_resume_goes_on_from(run: Run) -> None:
    run.checkpoints_directory.mkdir()
    with pytest.raises(Interrupted) as caught, StopRequest() as stop, conducted(run, stop):
        signal.raise_signal(signal.SIGINT)
    assert caught.value.hint == f"go on with `kerasrun resume {run.directory}`"


def test_a_second_signal_does_not_disturb_the_last_lines(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def disturbed(run: Run) -> None:
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr("kerasrun.job.conduct.write_report", disturbed)
    with pytest.raises(DataError, match="bad"), StopRequest() as stop, conducted(run, stop):
        raise DataError("bad")
    assert (read_status(run).state, read_status(run).reason) == ("failed", "bad")


def test_memory_that_does_not_suffice(run: Run) -> None:
    with pytest.raises(OutOfMemory), StopRequest() as stop, conducted(run, stop):
        raise MemoryError
    assert read_status(run).state == "failed"


def test_an_import_that_a_signal_broke_is_an_interruption(run: Run) -> None:
    stop = StopRequest()
    stop.signal = signal.SIGTERM
    with pytest.raises(Terminated), conducted(run, stop):
        raise ImportError("half a module")


def test_a_directory_that_is_gone_hides_no_error(run: Run) -> None:
    run.directory.rename(run.directory.with_name("elsewhere"))
    with pytest.raises(DataError, match="bad"), conducted(run, StopRequest()):
        raise DataError("bad")


def test_what_goes_well_is_left_alone(run: Run) -> None:
    with StopRequest() as stop, conducted(run, stop):
        pass
    assert read_status(run).state == "running"
