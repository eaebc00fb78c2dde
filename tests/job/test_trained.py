from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from kerasrun.errors import StorageError, UsageError
from kerasrun.job.outcome import Outcome
from kerasrun.job.trained import open_trained
from kerasrun.rundir.layout import Run


@pytest.fixture
def copy(finished: tuple[Outcome, list[Any]], tmp_path: Path) -> Path:
    """The directory of a copy of the finished run."""
    shutil.copytree(finished[0].run.directory, tmp_path / "copied")
    return tmp_path / "copied"


def test_a_run_by_itself_or_by_its_directory(copy: Path) -> None:
    assert open_trained(copy) == open_trained(str(copy)) == open_trained(Run(copy))
    assert open_trained(copy).model_file == copy / "model.keras"


def test_no_model_says_what_became_of_the_run(copy: Path) -> None:
    (copy / "model.keras").unlink()
    with pytest.raises(UsageError, match="copied holds no trained model") as caught:
        open_trained(copy)
    assert caught.value.hint == "its status is: finished"


@pytest.mark.parametrize("name", ["model.keras", "resolved.yaml"])
def test_a_damaged_file_is_refused(copy: Path, name: str) -> None:
    (copy / name).write_bytes((copy / name).read_bytes() + b"#")
    with pytest.raises(StorageError, match=f"{name}: sha256 differs"):
        open_trained(copy)


def test_no_run(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such run directory"):
        open_trained(tmp_path / "nothing")
