"""The rooms are layers: a file imports from a lower room or its own, and only some rooms may know Keras."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]

RANKS = {
    "errors": 0,
    "events": 1,
    "source": 1,
    "catalogue": 1,
    "spec": 2,
    "data": 3,
    "rundir": 3,
    "analysis": 4,
    "builder": 4,
    "training": 5,
    "score": 6,
    "report": 7,
    "job": 8,
    "cli": 9,
}
"""The rank of each room of the package and of each module that stands beside them."""

ENTRANCES = ("kerasrun/__init__.py", "kerasrun/__main__.py")
"""They open the house: `__init__` names the public functions, `__main__` the command line."""

VERSION = "kerasrun.__version__"
"""Anybody may ask for the version, which stands in the entrance."""


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield (line, module) of every import, those inside functions too; relative ones as they are written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def complaints(file: str, text: str) -> list[str]:
    """Return one line for each import in `file` that goes to a room it must not know."""
    room = Path(file).parts[1].removesuffix(".py")
    found = []
    for line, module in imports(ast.parse(text)):
        if module.startswith("."):
            found.append(f"{file}:{line}: imports are absolute, received {module}")
        parts = module.split(".")
        if parts[0] != "kerasrun" or module == VERSION:
            continue
        other = parts[1] if len(parts) > 1 else ""
        if other != room and RANKS.get(other, 99) >= RANKS[room]:
            found.append(f"{file}:{line}: {room} must not import {other or 'kerasrun'}")
    return found


def package() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "kerasrun").rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def test_every_file_imports_downwards() -> None:
    found = [line for file, text in package() if file not in ENTRANCES for line in complaints(file, text)]
    assert found == [], "\n".join(["", *found])


def test_every_room_has_a_rank() -> None:
    rooms = {Path(file).parts[1].removesuffix(".py") for file, _ in package()}
    assert rooms - {"__init__", "__main__"} == set(RANKS)


def test_what_the_test_finds() -> None:
    text = (
        "import kerasrun.builder.model\n"
        "from kerasrun.spec.base import SpecModel\n"
        "from . import base\n"
        "from kerasrun import __version__\n"
        "def f():\n"
        "    from kerasrun import report\n"
        "    import kerasrun\n"
    )
    assert complaints("kerasrun/spec/b.py", text) == [
        "kerasrun/spec/b.py:1: spec must not import builder",
        "kerasrun/spec/b.py:3: imports are absolute, received ..base",
        "kerasrun/spec/b.py:6: spec must not import report",
        "kerasrun/spec/b.py:7: spec must not import kerasrun",
    ]


def test_neighbours_of_one_rank_do_not_know_each_other() -> None:
    assert complaints("kerasrun/data/a.py", "from kerasrun.rundir.run import Run\n") == [
        "kerasrun/data/a.py:1: data must not import rundir"
    ]
