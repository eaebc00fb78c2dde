"""Every screen a wrong spec leads to, whole: `tests/golden/<case>/spec.yaml` and the `screen.txt` it prints.

`GOLDEN=write pytest tests/test_golden.py` writes the screens anew; read the difference before it is kept.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from rich.console import Console

from kerasrun.cli.screen import render_error
from kerasrun.errors import SpecError
from kerasrun.job.load import check_spec, load_spec

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())


def screen_of(error: SpecError) -> str:
    console = Console(width=100, no_color=True, color_system=None, highlight=False, emoji=False, markup=False)
    with console.capture() as capture:
        console.print(render_error(error), end="", soft_wrap=True)
    return capture.get()


@pytest.mark.parametrize("case", CASES)
def test_screen(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(GOLDEN / case, tmp_path / case)
    monkeypatch.chdir(tmp_path / case)
    monkeypatch.setattr("kerasrun.analysis.limit.memory_bytes", lambda: 16 * 2**30)
    with pytest.raises(SpecError) as caught:
        check_spec(load_spec("spec.yaml"), training=True)
    screen = screen_of(caught.value)
    expected = GOLDEN / case / "screen.txt"
    if os.environ.get("GOLDEN") == "write":
        expected.write_text(screen, encoding="utf-8")
    assert screen == expected.read_text(encoding="utf-8")


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 40
