"""A fresh run directory for the tests of this room, and a disk that is full."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from kerasrun.rundir.run import Run, create_run

NOW = datetime(2026, 11, 23, 10, 15, 0)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    made = create_run("demo", runs_dir=tmp_path / "runs", now=NOW)
    made.resolved_file.write_text("version: 1\nname: demo\n", "utf-8")
    return made


@pytest.fixture
def full_disk() -> Callable[[int], AbstractContextManager[None]]:
    """A context where no file grows beyond so many bytes; Python ignores the signal, so writing fails."""

    @contextmanager
    def limit(size: int) -> Iterator[None]:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    return limit
