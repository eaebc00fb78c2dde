"""Environment and spec."""

from __future__ import annotations

from dataclasses import replace

from kerasrun.report.record import Record, read_record
from kerasrun.report.setting import environment_section, spec_section
from kerasrun.rundir.layout import Run


def test_a_clean_commit_and_a_nested_fingerprint(run: Run) -> None:
    environment = {"git": {"commit": "abc", "dirty": False}, "data": {"fingerprint": {"train": {"rows": 3}}}}
    assert environment_section(Record(run, environment=environment))[1].splitlines() == [
        "- Git commit: abc",
        '- Data fingerprint: `train={"rows": 3}`',
    ]


def test_a_spec_cannot_leave_its_block(run: Run) -> None:
    record = replace(read_record(run), resolved="name: x\n# ```\n# <script>\n")
    assert spec_section(record)[2] == "````yaml\nname: x\n# ```\n# <script>\n````"
