"""The git commit of a folder, by asking git; called by `environment.py`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

_TIMEOUT = 3.0
"""Seconds; a repository on a slow disk must not hold up a run."""
_ELSEWHERE = {
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
}
"""Set within a git hook, where they name another repository than the folder's."""


def describe_git(folder: Path) -> dict[str, Any] | None:
    """Return `{"commit": sha, "dirty": whether tracked files differ}` of the repository around `folder`.

    None where there is no git, no repository or no commit; `dirty` is None where git took too long. Nothing
    else of the repository is looked at: no remotes, no names.
    """
    commit = _ask(folder, "rev-parse", "--verify", "HEAD")
    if not commit:
        return None
    changes = _ask(folder, "status", "--porcelain", "--untracked-files=no", "--ignore-submodules=all")
    return {"commit": commit.strip(), "dirty": None if changes is None else bool(changes.strip())}


def _ask(folder: Path, *arguments: str) -> str | None:
    import subprocess

    environment = {key: value for key, value in os.environ.items() if key not in _ELSEWHERE}
    environment |= {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    # fsmonitor in a repository's own configuration is a command that `git status` would start.
    command = ["git", "-C", str(folder), "-c", "core.fsmonitor=false", *arguments]
    try:
        answer = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=environment,
            timeout=_TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.decode("utf-8", "replace") if answer.returncode == 0 else None
