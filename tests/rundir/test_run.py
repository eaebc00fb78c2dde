"""Run directories: made once, found again, never confused with anything else."""

from __future__ import annotations

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from kerasrun.errors import StorageError, UsageError
from kerasrun.rundir.run import Run, create_run, find_run, latest_run, list_runs, newest_run, open_run
from kerasrun.rundir.status import read_status

NOW = datetime(2026, 11, 23, 10, 15, 0)


def make(runs_dir: Path, name: str, now: datetime = NOW) -> Run:
    run = create_run(name, runs_dir=runs_dir, now=now)
    run.resolved_file.write_text("version: 1\n")
    return run


def test_a_run_is_named_after_the_spec_and_the_time(tmp_path: Path) -> None:
    run = create_run("vgg", runs_dir=tmp_path / "a" / "runs", now=NOW)
    assert run.directory == tmp_path / "a" / "runs" / "vgg-20261123-101500"
    assert run.name == "vgg-20261123-101500"
    assert read_status(run).state == "running"


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    names = [create_run("vgg", runs_dir=tmp_path, now=NOW).name for _ in range(3)]
    assert names == ["vgg-20261123-101500", "vgg-20261123-101500-2", "vgg-20261123-101500-3"]


def test_runs_made_at_once_never_share(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        runs = list(pool.map(lambda _: create_run("vgg", runs_dir=tmp_path, now=NOW), range(24)))
    assert len({run.directory for run in runs}) == 24
    assert (tmp_path / "latest").resolve().name in {run.name for run in runs}
    assert sum(1 for _ in tmp_path.iterdir()) == 25


def test_the_places_are_those_of_the_design(tmp_path: Path) -> None:
    run = Run(tmp_path)
    files = [run.spec_file, run.resolved_file, run.environment_file, run.history_file, run.model_file]
    files += [run.scores_file, run.report_file, run.manifest_file, run.status_file, run.log_file]
    files.append(run.code_directory)
    assert " ".join(str(file.relative_to(tmp_path)) for file in files) == (
        "spec.yaml resolved.yaml environment.json history.jsonl model.keras scores.json report.md "
        "manifest.json status.json train.log code"
    )


def test_a_run_opens_by_its_directory_and_by_latest(tmp_path: Path) -> None:
    run = make(tmp_path, "vgg")
    assert open_run(run.directory) == run
    assert open_run(str(tmp_path / "latest")) == run
    assert latest_run(tmp_path) == run


def test_a_directory_that_is_no_run_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    with pytest.raises(UsageError) as caught:
        open_run(tmp_path / "src")
    assert caught.value.message == (
        f"{tmp_path / 'src'}: not a run directory: manifest.json and resolved.yaml are missing"
    )
    run = create_run("vgg", runs_dir=tmp_path)
    with pytest.raises(UsageError, match="not a run directory: resolved.yaml is missing"):
        open_run(run.directory)


def test_what_is_no_directory_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such run directory") as caught:
        open_run(tmp_path / "gone")
    assert caught.value.hint == "`kerasrun runs` lists the runs there are"
    run = make(tmp_path, "vgg")
    with pytest.raises(UsageError, match="expected a run directory, received a file") as caught:
        open_run(run.resolved_file)
    assert caught.value.hint == f"name the directory: {run.directory}"


def test_a_run_of_a_newer_kerasrun_is_refused(tmp_path: Path) -> None:
    run = make(tmp_path, "vgg")
    manifest = json.loads(run.manifest_file.read_text())
    run.manifest_file.write_text(json.dumps({**manifest, "format": 2, "kerasrun": "9.0"}))
    with pytest.raises(StorageError, match="received format 2, written by kerasrun 9.0") as caught:
        open_run(run.directory)
    assert caught.value.hint == "install a newer kerasrun to read this run"


def test_no_run_yet_says_how_to_make_one(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(UsageError, match="found none") as caught:
            latest_run(folder)
        assert caught.value.hint == "train one first: kerasrun init mnist && kerasrun train mnist.yaml"


def test_a_run_is_found_by_its_name_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = make(tmp_path / "runs", "vgg")
    assert find_run(Path(run.name), tmp_path / "runs") == run.directory
    assert find_run(Path("latest"), tmp_path / "runs") == tmp_path / "runs" / "latest"
    assert find_run(Path("gone"), tmp_path / "runs") == Path("gone")
    assert find_run(run.directory, tmp_path / "runs") == run.directory
    monkeypatch.chdir(tmp_path)
    Path(run.name).mkdir()
    assert find_run(Path(run.name), Path("runs")) == Path(run.name)


def test_when_the_latest_run_is_deleted_the_newest_left_counts(tmp_path: Path) -> None:
    old = make(tmp_path, "old", datetime(2026, 1, 1))
    middle = make(tmp_path, "middle", datetime(2026, 1, 2))
    new = make(tmp_path, "new", datetime(2026, 1, 3))
    shutil.rmtree(new.directory)
    assert latest_run(tmp_path) == middle
    middle.manifest_file.unlink()
    assert latest_run(tmp_path) == old


def test_runs_are_listed_newest_first(tmp_path: Path) -> None:
    make(tmp_path, "b", datetime(2026, 1, 2))
    make(tmp_path, "a", datetime(2026, 1, 3))
    for _ in range(11):
        make(tmp_path, "c", datetime(2026, 1, 1))
    names = [run.name for run in list_runs(tmp_path)]
    assert names[:3] == ["a-20260103-000000", "b-20260102-000000", "c-20260101-000000-11"]
    assert names[-1] == "c-20260101-000000"
    assert len(names) == 13


def test_a_broken_run_is_listed_as_broken(tmp_path: Path) -> None:
    make(tmp_path, "good")
    make(tmp_path, "cut").manifest_file.write_text("{")
    make(tmp_path, "unknown").status_file.unlink()
    (tmp_path / "empty-20260101-000000").mkdir()
    (tmp_path / "notes").mkdir()
    (tmp_path / "file-20260101-000000").write_text("")
    reasons = {run.name.split("-")[0]: run.broken for run in list_runs(tmp_path)}
    assert set(reasons) == {"good", "cut", "unknown", "empty"}
    assert reasons["good"] is None
    assert "manifest.json: expected JSON" in str(reasons["cut"])
    assert "status.json: cannot be read" in str(reasons["unknown"])
    assert "not a run directory" in str(reasons["empty"])


def test_a_renamed_run_is_still_listed(tmp_path: Path) -> None:
    run = make(tmp_path, "vgg", datetime(2020, 1, 1))
    run.directory.rename(tmp_path / "best")
    os.utime(tmp_path / "best", (0, 0))
    make(tmp_path, "new")
    assert [run.name for run in list_runs(tmp_path)] == ["new-20261123-101500", "best"]


def test_a_file_is_no_folder_of_runs(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="which is a file"):
        list_runs(tmp_path / "file")


def test_a_folder_below_a_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be written: not a directory"):
        create_run("vgg", runs_dir=tmp_path / "file" / "runs")


def test_the_newest_run_of_a_name(tmp_path: Path) -> None:
    assert newest_run(tmp_path / "none", "vgg") is None
    make(tmp_path, "vgg", datetime(2020, 1, 1))
    newest = make(tmp_path, "vgg", datetime(2021, 1, 1))
    make(tmp_path, "vgg-large", datetime(2022, 1, 1))
    create_run("vgg", runs_dir=tmp_path, now=datetime(2023, 1, 1))  # killed before it had a spec
    with pytest.raises(UsageError) as caught:
        latest_run(tmp_path)
    assert str(caught.value.hint).startswith("it was killed before it began: train it again")
    assert newest_run(tmp_path, "vgg") == newest
    moved = Run(newest.directory.rename(tmp_path / "kept"))
    os.utime(moved.directory, (4e9, 4e9))
    assert newest_run(tmp_path, "vgg") == moved
    assert newest_run(tmp_path, "lstm") is None
