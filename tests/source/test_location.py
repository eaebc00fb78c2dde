from __future__ import annotations

from pathlib import Path

import pytest

from kerasrun.source.location import LocationError, resolve_path


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    (folder / "configs").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def test_relative_to_the_spec(project: Path) -> None:
    assert resolve_path("a.npz", Path("configs")) == project / "configs" / "a.npz"
    assert resolve_path("../a.npz", Path("configs")) == project / "a.npz"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("https://x.org/a.npz", "expected a local path"),
        ("gs://x/a.npz", "expected a local path"),
        ("file:a.npz", "expected a local path"),
        ("~/a.npz", "expected a plain path"),
        ("${HOME}/a.npz", "expected a plain path"),
        ("", "expected a path, received ''"),
        ("  ", "expected a path"),
        ("a\0b", "expected a path"),
        ("a\nb", "expected a path"),
        ("../a.npz", "leads out of it"),
        ("/etc/passwd", "leads out of it"),
    ],
)
def test_refused(text: str, message: str, project: Path) -> None:
    with pytest.raises(LocationError, match=message) as caught:
        resolve_path(text, project)
    assert caught.value.hint


def test_a_link_out_of_the_project(project: Path, tmp_path: Path) -> None:
    (project / "link").symlink_to(tmp_path)
    with pytest.raises(LocationError, match="leads out of it"):
        resolve_path("link/a.npz", project)


def test_a_link_to_itself_is_no_traceback(project: Path) -> None:
    (project / "loop").symlink_to("loop")
    assert resolve_path("loop", project) == project / "loop"


def test_an_allowed_folder(tmp_path: Path, project: Path) -> None:
    assert resolve_path("../a.npz", project, [tmp_path]) == tmp_path / "a.npz"


def test_started_in_the_root_nothing_more_is_allowed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    with pytest.raises(LocationError, match="leads out of it"):
        resolve_path("/etc/passwd", project)
