"""What each entrance imports, in a fresh process: no room below the line may pull TensorFlow in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = {"tensorflow", "keras", "matplotlib", "h5py"}


def imported(code: str) -> set[str]:
    """Run `code` in a fresh interpreter and return the top-level names of all modules it imported."""
    report = "\nimport sys; print(' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code + report],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        timeout=60,
    )
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_importing_the_package_imports_next_to_nothing() -> None:
    modules = imported("import kerasrun; kerasrun.__all__; dir(kerasrun)")
    assert modules & (HEAVY | {"pydantic", "numpy", "yaml", "rich", "typer"}) == set()


@pytest.mark.parametrize("spec", sorted(path.name for path in (ROOT / "configs").glob("*.yaml")))
def test_checking_a_spec_imports_no_tensorflow(spec: str) -> None:
    code = f"from kerasrun.job.load import *; check_spec(load_spec('configs/{spec}'), training=True)"
    assert imported(code) & HEAVY == set()


def test_refusing_a_spec_imports_no_tensorflow() -> None:
    code = (
        "from kerasrun.cli.screen import render_error\n"
        "from kerasrun.errors import SpecError\n"
        "from kerasrun.job.load import load_spec\n"
        "try: load_spec('tests/golden/ten_mistakes/spec.yaml')\n"
        "except SpecError as error: render_error(error)\n"
        "else: raise SystemExit('accepted')\n"
    )
    assert imported(code) & HEAVY == set()


@pytest.mark.parametrize("room", ["source", "spec", "analysis", "catalogue", "data", "rundir", "report"])
def test_rooms_below_the_line_import_no_tensorflow(room: str) -> None:
    # generate.py reads the catalogue out of the installed Keras.
    files = sorted(path for path in (ROOT / "kerasrun" / room).rglob("*.py") if path.stem != "generate")
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files]
    code = "\n".join(f"import {name.removesuffix('.__init__')}" for name in names)
    assert imported(code) & HEAVY == set()


def test_ctrl_c_while_the_command_line_is_imported_is_no_traceback() -> None:
    code = (
        "import sys\n"
        "from kerasrun.__main__ import main\n"
        "class CtrlC:\n"
        "    def find_spec(self, name, *rest):\n"
        "        if name == 'typer': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, CtrlC())\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert (done.returncode, done.stderr) == (130, "")
