"""The whole report: as a golden file, on a copy, and of runs that lack almost everything."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kerasrun.errors import StorageError
from kerasrun.report.report import write_report
from kerasrun.rundir.run import Run, create_run
from kerasrun.rundir.status import Status, write_status

GOLDEN = Path(__file__).with_name("golden.md")


def test_the_report_of_a_finished_run(run: Run) -> None:
    path = write_report(run)
    assert path == run.report_file
    if os.environ.get("GOLDEN") == "write":
        shutil.copyfile(path, GOLDEN)
    assert path.read_text("utf-8") == GOLDEN.read_text("utf-8")


def test_the_report_of_a_copy_is_the_same(run: Run, tmp_path: Path) -> None:
    first = write_report(run).read_bytes()
    copy = shutil.copytree(run.directory, tmp_path / "elsewhere" / run.name)
    assert write_report(Run(copy)).read_bytes() == first
    assert write_report(run).read_bytes() == first


def test_a_run_that_failed_at_once_gets_a_report(tmp_path: Path) -> None:
    run = create_run("vgg", runs_dir=tmp_path)
    write_status(run, Status.begin().end("failed", epochs=0, reason="x_train: expected (n, 28, 28)"))
    text = write_report(run).read_text("utf-8")
    assert "# vgg\n" in text
    assert "- Status: failed: x_train: expected (n, 28, 28)\n" in text
    assert "The run has not been scored.\n" in text
    assert "No epoch was completed.\n" in text
    assert text.count("Not recorded: the run ended before.") == 2


def test_an_empty_directory_gets_a_report(tmp_path: Path) -> None:
    text = write_report(Run(tmp_path)).read_text("utf-8")
    assert f"- Run: {tmp_path.name}" in text.replace("\\", "")
    assert "- Status: not known\n" in text


def test_damaged_files_are_noted_and_the_rest_is_told(run: Run) -> None:
    run.history_file.write_text('{"epoch": 0}\nnonsense\n')
    run.scores_file.write_text("{")
    run.environment_file.write_text("[]")
    run.resolved_file.write_bytes(b"\xff")
    text = write_report(run).read_text("utf-8")
    assert "Files that could not be read, and are left out below:\n" in text
    assert "- history.jsonl:2: expected one JSON object" in text
    assert "- scores.json: expected JSON" in text
    assert "- environment.json: expected a JSON object\n" in text
    assert "- resolved.yaml: cannot be read\n" in text
    assert "- Status: finished\n" in text
    assert str(run.directory) not in text


@pytest.mark.parametrize("wrong", ["5", '"x"', "[1]", "{}", "null", "true", '{"rows": 1, "shape": "x"}'])
def test_parts_of_another_type_are_left_out(wrong: str, run: Run) -> None:
    parts = (
        "versions",
        "python",
        "platform",
        "cpu",
        "devices",
        "seed",
        "runtime",
        "overrides",
        "git",
        "model",
        "data",
    )
    run.environment_file.write_text("{" + ", ".join(f'"{part}": {wrong}' for part in parts) + "}")
    assert "# mnist_cnn\n" in write_report(run).read_text("utf-8")


def test_a_report_that_cannot_be_written_is_a_storage_error(run: Run) -> None:
    run.report_file.mkdir()
    with pytest.raises(StorageError, match=r"report\.md: cannot be written: is a directory"):
        write_report(run)


def test_no_tensorflow_is_needed(run: Run) -> None:
    program = (
        "import sys; from pathlib import Path; from kerasrun.report.report import write_report\n"
        "from kerasrun.rundir.run import open_run\nwrite_report(open_run(sys.argv[1]))\n"
        "print(sorted({'tensorflow', 'keras', 'numpy', 'pydantic', 'yaml'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", program, str(run.directory)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
