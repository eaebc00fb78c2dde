"""Every file of the package has a test file of its own, at the same place; and no test file lost its file."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE, TESTS = ROOT / "kerasrun", ROOT / "tests"

ELSEWHERE = {
    "__main__.py": "test_imports.py",
    "analysis/lint/rule.py": "analysis/lint/test_check.py",
    "analysis/step.py": "analysis/test_walk.py",
    "catalogue/raw.py": "catalogue/test_catalogue.py",
    "catalogue/rule.py": "catalogue/rules/test_rules.py",
    "cli/option.py": "cli/test_app.py",
    "data/examples.py": "data/test_load.py",
    "data/source.py": "data/test_registry.py",
    "events.py": "cli/test_progress.py",
    "job/doctor.py": "cli/test_doctor.py",
    "rundir/fault.py": "rundir/test_atomic.py",
    "rundir/layout.py": "rundir/test_run.py",
    "rundir/version.py": "rundir/test_environment.py",
}
"""Files whose test has another name: they only declare, or are tested through the one file that uses them."""

WHOLE = {
    "analysis/layer/test_against_keras.py",
    "analysis/lint/test_corpus.py",
    "job/test_callback.py",
    "job/test_process.py",
    "rundir/test_checkpoint_fault.py",
}
"""Tests for which no file stands: rules and callbacks against Keras, a corpus, processes, kills and disks."""

TABLES = "catalogue/rules/"
"""One test goes over all of these tables."""


def expected(file: str) -> str:
    """Return the test file of a file of the package, both from their roots."""
    if file in ELSEWHERE:
        return ELSEWHERE[file]
    if file.startswith(TABLES):
        return f"{TABLES}test_rules.py"
    path = Path(file)
    return (path.parent / f"test_{path.name}").as_posix()


def files() -> list[str]:
    paths = [path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py")]
    return sorted(path for path in paths if not path.endswith("__init__.py"))


def test_every_file_has_its_test() -> None:
    missing = [
        f"kerasrun/{file}: tests/{expected(file)}"
        for file in files()
        if not (TESTS / expected(file)).is_file()
    ]
    assert missing == [], "\n".join(["", *missing])


def test_every_test_of_a_room_has_its_file() -> None:
    wanted = {expected(file) for file in files()}
    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir()}
    paths = [path.relative_to(TESTS) for path in TESTS.rglob("test_*.py")]
    tests = {path.as_posix() for path in paths if path.parts[0] in rooms and TABLES not in path.as_posix()}
    assert sorted(tests - wanted - WHOLE) == []


def test_no_exemption_is_out_of_date() -> None:
    assert [file for file in ELSEWHERE if not (PACKAGE / file).is_file()] == []
