"""Streams that are closed, full or of another encoding; each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import SPEC

KERASRUN = f"{sys.executable} -m kerasrun"


def shell(line: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", line.replace("kerasrun", KERASRUN, 1)],
        cwd=folder,
        env={**os.environ, "COLUMNS": "80", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tiny.yaml").write_text(SPEC, "utf-8")
    return tmp_path


def test_a_reader_that_leaves_early_is_no_error(folder: Path) -> None:
    result = shell("kerasrun list layers | head -1; echo ${PIPESTATUS[0]}", folder)
    assert result.stdout.splitlines()[-1] == "0"
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("line", "code"), [("runs >&-", 0), ("runs 2>&-", 0), ("validate none.yaml 2>&-", 2)]
)
def test_closed_streams(line: str, code: int, folder: Path) -> None:
    result = shell(f"kerasrun {line}", folder)
    assert result.returncode == code
    assert "Traceback" not in result.stderr
    assert not (folder / "kerasrun-bug.log").exists()


def test_a_full_disk_behind_stdout_is_told(folder: Path) -> None:
    result = shell("kerasrun validate tiny.yaml >/dev/full", folder)
    assert result.returncode == 5
    assert result.stderr == "error: the output: cannot be written: no space left on device\n"


def test_an_encoding_without_the_characters_gets_plain_ones(folder: Path) -> None:
    ascii_only = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    result = shell("kerasrun list regularizers; cp tiny.yaml é.yaml", folder, **ascii_only)
    assert result.returncode == 0
    assert "+--" in result.stdout
    assert result.stdout.isascii()
    result = shell("kerasrun validate é.yaml", folder, **ascii_only)
    assert result.returncode == 0
    assert "\\xe9.yaml is valid" in result.stdout or "\\udcc3\\udca9.yaml is valid" in result.stdout
