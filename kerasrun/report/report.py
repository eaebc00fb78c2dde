"""A run directory to its report.md. `train` and `evaluate` write it at their end.

Only the run directory is read, so that the report of a copied directory on another machine is the same.
"""

from __future__ import annotations

from pathlib import Path

from kerasrun.report.heading import heading_section
from kerasrun.report.history import history_section
from kerasrun.report.record import read_record
from kerasrun.report.repeat import file_section, repeat_section
from kerasrun.report.score import score_section
from kerasrun.report.setting import environment_section, spec_section
from kerasrun.rundir.atomic import write_text
from kerasrun.rundir.layout import Run

_SECTIONS = (
    heading_section,
    score_section,
    history_section,
    environment_section,
    spec_section,
    repeat_section,
    file_section,
)


def write_report(run: Run) -> Path:
    """Write report.md and return its path; what the run lacks, the report says or leaves out.

    The same files give the same report. The manifest is left as it is: `write_manifest(run, ["report.md"])`
    is the caller's.

    Raises:
        StorageError: the report cannot be written.
    """
    record = read_record(run)
    blocks = [block for section in _SECTIONS for block in section(record) if block]
    write_text(run.report_file, "\n\n".join(blocks) + "\n")
    return run.report_file
