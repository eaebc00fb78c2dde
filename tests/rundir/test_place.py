"""Where runs may not go: row Y71 of the table of mistakes, and its neighbours."""

from __future__ import annotations

from pathlib import Path

import pytest

from kerasrun.errors import UsageError
from kerasrun.rundir.place import require_name, require_place
from kerasrun.rundir.run import create_run


def refusal(runs_dir: Path) -> UsageError:
    with pytest.raises(UsageError) as caught:
        create_run("vgg", runs_dir=runs_dir)
    assert caught.value.hint
    return caught.value


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    (folder / "project").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.chdir(folder / "project")
    return folder


def test_the_root_the_home_and_the_current_folder(home: Path) -> None:
    for place, what in {
        "/": "the root of the disk",
        str(home): "your home folder",
        ".": "the current folder",
    }.items():
        error = refusal(Path(place))
        assert error.message == f"expected a folder for runs, received '{place}', which is {what}"
    assert refusal(Path("..")).message.endswith("which is your home folder")
    assert [path.name for path in home.iterdir()] == ["project"]
    require_place(Path("runs"))
    require_place(home / "runs")


def test_a_tilde_that_no_shell_expanded(home: Path) -> None:
    assert refusal(Path("~/runs")).hint == f"write the whole path: --runs-dir {home}/runs"


def test_a_file(home: Path) -> None:
    Path("runs").write_text("")
    assert refusal(Path("runs")).message.endswith("which is a file")


def test_a_link_that_leads_out(home: Path) -> None:
    (home / "private").mkdir()
    Path("runs").symlink_to("../private")
    error = refusal(Path("runs"))
    assert f"a link that leads out to '{home / 'private'}'" in error.message
    assert list((home / "private").iterdir()) == []


def test_a_link_within_its_folder_is_fine(home: Path) -> None:
    Path("big").mkdir()
    Path("runs").symlink_to("big")
    assert create_run("vgg", runs_dir=Path("runs")).directory.is_dir()


def test_a_link_to_nothing(home: Path) -> None:
    Path("runs").symlink_to("gone")
    assert "a link to the missing" in refusal(Path("runs")).message


def test_a_run_and_a_folder_called_latest(home: Path) -> None:
    run = create_run("vgg", runs_dir=Path("runs"))
    assert refusal(run.directory).message.endswith("which is a run itself")
    Path("other/latest").mkdir(parents=True)
    assert (
        refusal(Path("other")).message
        == "expected a link to the newest run at 'other/latest', received a directory"
    )


@pytest.mark.parametrize(
    "name", ["", "a" * 65, "a:b", "a/b", "..", ".hidden", "-x", "a b", "a\nb", "con", "Nul.x"]
)
def test_names_that_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        create_run(name, runs_dir=tmp_path / "runs")
    assert caught.value.hint == "change `name` in the spec, or pass --name"
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("name", ["vgg", "mnist_cnn", "a" * 64, "v1.2-b", "_x", "größe", "console"])
def test_names_that_are_fine(name: str) -> None:
    require_name(name)
