"""What git says of a folder."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from kerasrun.rundir.git import describe_git


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(
        ["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    (folder / "configs").mkdir(parents=True)
    git(folder, "init", "-q")
    (folder / "configs" / "a.yaml").write_text("version: 1\n")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "first")
    return folder


def test_a_clean_and_a_changed_folder(repository: Path) -> None:
    commit = git(repository, "rev-parse", "HEAD")
    (repository / "untracked").write_text("")
    assert describe_git(repository / "configs") == {"commit": commit, "dirty": False}
    (repository / "configs" / "a.yaml").write_text("version: 2\n")
    assert describe_git(repository / "configs") == {"commit": commit, "dirty": True}


def test_a_hook_of_another_repository_does_not_mislead(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere/.git")
    assert describe_git(repository)


def test_a_command_in_the_repository_configuration_is_not_run(repository: Path) -> None:
    trap = repository / "trap"
    trap.write_text("#!/bin/sh\ntouch sprung\n")
    trap.chmod(0o755)
    git(repository, "config", "core.fsmonitor", str(trap))
    assert describe_git(repository)
    assert not list(repository.rglob("sprung"))


def test_no_repository_no_commit_no_folder_and_no_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert describe_git(tmp_path) is None
    git(tmp_path, "init", "-q")
    assert describe_git(tmp_path) is None
    assert describe_git(tmp_path / "gone") is None
    monkeypatch.setenv("PATH", str(tmp_path))
    assert describe_git(tmp_path) is None
