"""Where runs may be made: not in folders that nobody wants to be filled with runs. `create_run` asks."""

from __future__ import annotations

import os
from pathlib import Path

from kerasrun.errors import UsageError
from kerasrun.rundir.latest import LATEST

_HINT = "name a folder for runs alone, such as --runs-dir runs"
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def require_name(name: str) -> None:
    """Make sure that an experiment's name can begin the name of a directory on every system.

    Raises:
        UsageError: empty, longer than 64 characters, with other characters than letters, digits, `_`, `.` and
            `-`, or a name that Windows keeps for devices.
    """
    rule = "expected a name of 1 to 64 letters, digits, '_', '.' and '-', beginning with none of '.-'"
    characters = all(character.isalnum() or character in "_.-" for character in name)
    if not 1 <= len(name) <= 64 or not characters or name[0] in ".-":
        raise UsageError(f"{rule}, received {name!r:.80}", "change `name` in the spec, or pass --name")
    if name.partition(".")[0].lower() in _RESERVED:
        raise UsageError(
            f"expected a name that Windows does not keep for devices, received {name!r}",
            "change `name` in the spec, or pass --name",
        )


def require_place(runs_dir: Path) -> None:
    """Make sure that `runs_dir` is, or can become, a folder of runs.

    Raises:
        UsageError: it is a file, the root, the home or the current folder, a run, a link out of its
            folder, or begins with `~`; or `latest` in it is somebody else's directory.
    """
    if runs_dir.parts and runs_dir.parts[0].startswith("~"):
        raise UsageError(
            f"expected a folder for runs, received '{runs_dir}', in which ~ stands for nothing",
            f"write the whole path: --runs-dir {os.path.expanduser(runs_dir)}",
        )
    _require_kind(runs_dir)
    real = Path(os.path.realpath(runs_dir))
    for place, what in _forbidden(real):
        if real == place:
            raise UsageError(f"expected a folder for runs, received '{runs_dir}', which is {what}", _HINT)
    if os.path.isfile(runs_dir / "manifest.json"):
        raise UsageError(f"expected a folder for runs, received '{runs_dir}', which is a run itself", _HINT)
    pointer = runs_dir / LATEST
    if os.path.isdir(pointer) and not os.path.islink(pointer):
        raise UsageError(
            f"expected a link to the newest run at '{pointer}', received a directory", "move or rename it"
        )


def _require_kind(runs_dir: Path) -> None:
    real = os.path.realpath(runs_dir)
    if os.path.islink(runs_dir):
        folder = os.path.realpath(runs_dir.parent)
        if os.path.commonpath([folder, real]) != folder:
            raise UsageError(
                f"expected a folder for runs, received '{runs_dir}', a link that leads out to '{real}'",
                f"if that is what you want, name it: --runs-dir {real}",
            )
        if not os.path.exists(real):
            raise UsageError(
                f"expected a folder for runs, received '{runs_dir}', a link to the missing '{real}'",
                f"make the folder '{real}', or delete the link",
            )
    if os.path.exists(real) and not os.path.isdir(real):
        raise UsageError(f"expected a folder for runs, received '{runs_dir}', which is a file", _HINT)


def _forbidden(real: Path) -> list[tuple[Path, str]]:
    # expanduser leaves "~" alone where there is no home, and no real path equals that.
    home = Path(os.path.realpath(os.path.expanduser("~")))
    return [
        (Path(real.anchor), "the root of the disk"),
        (home, "your home folder"),
        (Path.cwd(), "the current folder"),
    ]
