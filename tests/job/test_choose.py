from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from kerasrun.errors import SpecError, UsageError
from kerasrun.job.choose import choose_run
from kerasrun.job.load import load_spec
from kerasrun.job.paper import write_papers
from kerasrun.rundir.layout import Run
from kerasrun.rundir.run import create_run
from tests.experiment import write_experiment

RUNS = Path("runs")


def make_run(spec: Path, minute: int, name: str | None = None) -> Run:
    experiment = load_spec(spec)
    run = create_run(name or experiment.name, runs_dir=RUNS, now=datetime(2026, 11, 23, 10, minute))
    write_papers(run, experiment, {})
    return run


def test_the_latest_or_a_name(tmp_path: Path) -> None:
    spec = write_experiment(tmp_path)
    first, last = make_run(spec, 1), make_run(spec, 2)
    assert choose_run(None, RUNS) == (last, ())
    assert choose_run(Path(first.name), RUNS) == (first, ())
    assert choose_run(first.directory, RUNS) == (first, ())


def test_a_spec_means_its_newest_run(tmp_path: Path) -> None:
    spec = write_experiment(tmp_path)
    make_run(spec, 1)
    run = make_run(spec, 2, "named")
    other = write_experiment(tmp_path / "other", name="other")
    make_run(other, 3)
    (make_run(other, 4).resolved_file).write_text("[", "utf-8")
    assert choose_run(spec, RUNS) == (run, (f"the newest run of {spec}: {run.directory}",))


def test_what_changed_since_is_told(tmp_path: Path) -> None:
    spec = write_experiment(tmp_path)
    make_run(spec, 1)
    write_experiment(tmp_path, fit={"epochs": 7, "batch_size": 16})
    _, notes = choose_run(spec, RUNS)
    assert notes[1:] == ("the run was trained with another spec: fit.epochs: 2 -> 7",)


def test_a_spec_without_a_run(tmp_path: Path) -> None:
    make_run(write_experiment(tmp_path / "other", name="other"), 1)
    spec = write_experiment(tmp_path).relative_to(tmp_path)
    with pytest.raises(
        UsageError, match=r"a run of tiny.yaml, which is called 'tiny', in 'runs', found none"
    ) as caught:
        choose_run(spec, RUNS)
    assert caught.value.hint == "train it first: kerasrun train tiny.yaml"
    with pytest.raises(SpecError):
        choose_run(Path("none.yaml"), RUNS)


def test_the_spec_in_a_run_is_no_way_to_another_run(tmp_path: Path) -> None:
    run = make_run(write_experiment(tmp_path), 1)
    with pytest.raises(UsageError, match="expected a run directory, received a file") as caught:
        choose_run(run.resolved_file, RUNS)
    assert caught.value.hint == f"name the directory: {run.directory}"
