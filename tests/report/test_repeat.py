"""How to repeat a run."""

from __future__ import annotations

from dataclasses import replace

from kerasrun.report.record import Record, read_record
from kerasrun.report.repeat import file_section, repeat_section
from kerasrun.rundir.layout import Run


def test_the_command_is_safe_to_paste(run: Run) -> None:
    moved = Run(run.directory.rename(run.directory.with_name("my run; rm -rf x")))
    assert "kerasrun train 'my run; rm -rf x/resolved.yaml'" in repeat_section(Record(moved))[2]


def test_code_of_the_run_needs_its_permission(run: Run) -> None:
    assert "--allow-code" not in repeat_section(Record(run))[2]
    run.code_directory.mkdir()
    assert "/resolved.yaml --allow-code\n" in repeat_section(Record(run))[2]


def test_without_scores_there_is_no_hash_to_compare(run: Run) -> None:
    assert "weights_sha256" in repeat_section(read_record(run))[-1]
    assert len(repeat_section(Record(run))) == 3


def test_only_files_that_are_there_are_listed(run: Run) -> None:
    assert "| `model.keras` |" in file_section(Record(run))[1]
    run.model_file.unlink()
    assert "model.keras" not in file_section(Record(run))[1]
    assert "| `report.md` | this report |" in file_section(Record(run))[1]


def test_a_run_that_changed_on_its_way_promises_no_hash(run: Run) -> None:
    record = replace(read_record(run), environment={"departures": ["fit.shuffle: True -> False"]})
    last = repeat_section(record)[-1]
    assert "need not end with the same weights" in last
    assert "`fit.shuffle: True -> False`" in last
    assert "weights_sha256" not in last
