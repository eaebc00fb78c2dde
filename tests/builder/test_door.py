"""Importing Keras through the door: what stays outside, and what the process can do afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kerasrun.builder.door import hidden

ROOT = Path(__file__).parents[2]


def run(code: str, *folders: Path) -> str:
    """Return what `code` prints in a fresh process that finds packages in `folders`, too."""
    paths = os.pathsep.join(str(folder) for folder in (ROOT, *folders))
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": paths},
    )
    return done.stdout.strip()


def test_keras_leaves_pandas_outside_and_others_can_import_it(tmp_path: Path) -> None:
    (tmp_path / "pandas.py").write_text("answer = 42\n", encoding="utf-8")
    code = (
        "import sys, kerasrun.builder\n"
        "print('pandas' in sys.modules, 'keras' in sys.modules)\n"
        "import pandas\n"
        "print(pandas.answer)\n"
    )
    assert run(code, tmp_path) == "False True\n42"


def test_what_was_imported_before_stays() -> None:
    import json

    with hidden(["json"]):
        assert sys.modules["json"] is json
    assert sys.modules["json"] is json


def test_a_hidden_package_is_missing_only_inside() -> None:
    assert "this" not in sys.modules
    with hidden(["this"]), pytest.raises(ImportError):
        import this  # noqa: F401
    assert "this" not in sys.modules


def test_garbage_is_collected_again() -> None:
    code = "import gc, kerasrun.builder; print(gc.isenabled(), gc.get_freeze_count() > 100_000)"
    assert run(code) == "True True"


def test_garbage_stays_uncollected_where_it_was() -> None:
    assert run("import gc; gc.disable(); import kerasrun.builder; print(gc.isenabled())") == "False"
