"""A spec reads regular files inside the project and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kerasrun.data.path import resolve_folder, resolve_path
from kerasrun.errors import DataError


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that is the working directory, its folder of specs, and a file outside."""
    (tmp_path / "project" / "configs").mkdir(parents=True)
    (tmp_path / "project" / "digits.npz").write_bytes(b"x")
    (tmp_path / "project" / "configs" / "mine data.npz").write_bytes(b"x")
    (tmp_path / "secret.npz").write_bytes(b"x")
    monkeypatch.chdir(tmp_path / "project")
    return tmp_path / "project"


def refusal(text: str, folder: Path, allowed: tuple[Path, ...] = ()) -> DataError:
    with pytest.raises(DataError) as caught:
        resolve_path(text, folder, allowed)
    return caught.value


def test_path_counts_from_the_folder_of_the_spec(project: Path) -> None:
    assert resolve_path("mine data.npz", project / "configs") == project / "configs" / "mine data.npz"
    assert resolve_path("../digits.npz", project / "configs") == project / "digits.npz"


def test_spec_outside_the_working_directory_reads_its_own_folder(project: Path, tmp_path: Path) -> None:
    assert resolve_path("secret.npz", tmp_path) == tmp_path / "secret.npz"


@pytest.mark.parametrize("text", ["../secret.npz", "/etc/passwd", "link.npz", "configs/../../secret.npz"])
def test_file_outside_is_refused_wherever_the_path_leads(project: Path, text: str) -> None:
    (project / "link.npz").symlink_to(project.parent / "secret.npz")
    error = refusal(text, project)
    assert "expected a path inside the project" in error.message
    assert "--allow-path" in str(error.hint)


def test_allowed_folder_opens_it(project: Path) -> None:
    assert resolve_path("../secret.npz", project, [project.parent]) == project.parent / "secret.npz"


def test_root_as_working_directory_allows_nothing(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    assert "leads out of it" in refusal("../secret.npz", project).message


@pytest.mark.parametrize(
    "text", ["http://host/x.npz", "gs://bucket/x.npz", "file:///etc/passwd", "s3://b/x", "file:/etc/passwd"]
)
def test_remote_addresses_are_refused(project: Path, text: str) -> None:
    assert "expected a local path" in refusal(text, project).message


@pytest.mark.parametrize("text", ["~/x.npz", "$HOME/x.npz", "${HOME}/x.npz", "a/$DATA.npz"])
def test_home_and_variables_are_refused(project: Path, text: str) -> None:
    assert "expected a plain path" in refusal(text, project).message


@pytest.mark.parametrize("text", ["", "  ", "a\x00b", "a\x1b[2J"])
def test_empty_and_unprintable_paths_are_refused(project: Path, text: str) -> None:
    assert "expected a path, received" in refusal(text, project).message


def test_missing_file_suggests_the_one_meant(project: Path) -> None:
    error = refusal("digit.npz", project)
    assert error.message == "digit.npz: expected a file, received no file of that name."
    assert error.hint == "did you mean 'digits.npz'?"


def test_missing_folder_is_named(project: Path) -> None:
    assert "does not exist either" in str(refusal("gone/digits.npz", project).hint)


def test_dangling_and_circular_links(project: Path) -> None:
    (project / "dangling").symlink_to("nowhere")
    (project / "loop").symlink_to("loop")
    assert "a link to a file that does not exist" in refusal("dangling", project).message
    assert "symbolic links" in refusal("loop", project).message


def test_directory_suggests_a_file_in_it(project: Path) -> None:
    error = refusal("configs", project)
    assert "expected a regular file, received a directory" in error.message
    assert error.hint == "name a file in it, such as 'mine data.npz'"


def test_pipe_is_refused_without_waiting_for_a_writer(project: Path) -> None:
    os.mkfifo(project / "pipe")
    assert "received a device, pipe or socket" in refusal("pipe", project).message


def test_name_longer_than_the_system_takes(project: Path) -> None:
    assert "expected a file, received file name too long" in refusal("x" * 5000, project).message


def test_a_folder(project: Path) -> None:
    assert resolve_folder("configs", project) == (project / "configs").resolve()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("configs/mine data.npz", "expected a folder, received a file"),
        ("config", "expected a folder, received no file of that name"),
        ("..", "which leads out of it"),
    ],
)
def test_what_is_no_folder(text: str, message: str, project: Path) -> None:
    with pytest.raises(DataError, match=message) as caught:
        resolve_folder(text, project)
    assert caught.value.hint
