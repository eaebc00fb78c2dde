"""The pointer to the newest run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kerasrun.errors import StorageError
from kerasrun.rundir.latest import follow_latest, write_latest
from kerasrun.rundir.run import create_run, latest_run


def test_the_link_is_relative_so_that_the_folder_can_move(tmp_path: Path) -> None:
    write_latest(tmp_path, "a")
    write_latest(tmp_path, "b")
    assert os.readlink(tmp_path / "latest") == "b"
    assert [path.name for path in tmp_path.iterdir()] == ["latest"]
    assert follow_latest(tmp_path / "latest") == tmp_path / "b"


def refuse(*_: object, **__: object) -> None:
    raise OSError(1, "Operation not permitted")


def test_a_text_file_stands_in_where_links_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "symlink", refuse)
    run = create_run("vgg", runs_dir=tmp_path)
    run.resolved_file.write_text("")
    assert (tmp_path / "latest").read_text() == f"{run.name}\n"
    assert latest_run(tmp_path) == run


def test_a_text_file_cannot_lead_out(tmp_path: Path) -> None:
    (tmp_path / "latest").write_text("../../etc/passwd\n")
    assert follow_latest(tmp_path / "latest") == tmp_path / "passwd"


def test_a_folder_that_is_gone_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="latest: cannot be written: no such file or directory"):
        write_latest(tmp_path / "gone", "a")
