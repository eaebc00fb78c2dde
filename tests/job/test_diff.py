from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from kerasrun.job.diff import unified_diff


def test_equal_texts_have_no_diff() -> None:
    assert unified_diff(Path("a.yaml"), "a: 1\n", "a: 1\n") == ""


def test_one_line() -> None:
    diff = unified_diff(Path("a.yaml"), "a: 1\nb: 2\n", "a: 1\nb: 3\n")
    assert diff == "--- a.yaml\n+++ a.yaml\n@@ -1,2 +1,2 @@\n a: 1\n-b: 2\n+b: 3\n"


@pytest.mark.skipif(shutil.which("patch") is None, reason="needs patch")
@pytest.mark.parametrize(
    ("before", "after"),
    [("a: 1\nb: 2\n", "a: 1\nb: 3\n"), ("a: 1", "a: 2"), ("a: 1\r\nb: 2\r\n", "a: 1\r\nb: 3\r\n")],
)
def test_patch_applies_it(before: str, after: str, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(before.encode())
    diff = unified_diff(Path("a.yaml"), before, after).encode()
    subprocess.run(["patch", "-p0", "--binary"], input=diff, cwd=tmp_path, check=True, capture_output=True)
    assert file.read_bytes() == after.encode()
