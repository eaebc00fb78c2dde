from __future__ import annotations

import os
from pathlib import Path

import pytest

from kerasrun.errors import StorageError, UsageError
from kerasrun.job.picture import check_picture, picture_model, write_picture
from kerasrun.job.summary import summarise
from kerasrun.report.picture.layer import Model, Part
from tests.experiment import stack
from tests.privilege import bound_by_rights

ROOT = Path(__file__).parents[2]


def model(folder: Path) -> Model:
    stack(
        folder,
        [{"Bidirectional": {"layer": {"LSTM": {"units": 2, "activation": "relu"}}}}, {"Dense": 3}],
        input_shape=[5, 3],
    )
    file = folder / "stack.yaml"
    return picture_model(file, summarise(file))


def test_a_spec_as_plain_values(tmp_path: Path) -> None:
    drawn = model(tmp_path)
    wrapper, dense = drawn.layers
    assert wrapper.part.inner == Part("LSTM", {"units": 2, "activation": "relu"})
    assert (wrapper.input_shape, wrapper.output_shape, dense.input_shape) == ((5, 3), (4,), (4,))
    assert (dense.part.type, dense.parameters, drawn.input_shape) == ("Dense", 15, (5, 3))


def test_spec_run_and_model_file_have_the_same_picture(finished):
    run = finished[0].run
    drawn = [
        picture_model(target, summarise(target))
        for target in (run.spec_file, run, run.directory, run.model_file)
    ]
    types = [
        [(layer.part.type, layer.part.get("activation", "linear")) for layer in one.layers] for one in drawn
    ]
    assert types[0] == types[1] == types[2] == types[3]


@pytest.mark.parametrize("name", ["vgg", "lstm"])
def test_the_pictures_of_the_pages_are_fresh(name: str, tmp_path: Path) -> None:
    spec = ROOT / "configs" / f"{name}.yaml"
    file = tmp_path / "fresh.svg"
    write_picture(file, picture_model(spec, summarise(spec)))
    assert file.read_text("utf-8") == (ROOT / "docs" / f"{name}.svg").read_text("utf-8"), "run `make docs`"


def test_the_file(tmp_path: Path) -> None:
    file = tmp_path / "a.svg"
    write_picture(file, model(tmp_path))
    first = file.read_bytes()
    write_picture(file, model(tmp_path))
    assert file.read_bytes() == first


def test_no_other_file_is_replaced(tmp_path: Path) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text("my notes", "utf-8")
    os.mkfifo(tmp_path / "pipe.svg")
    (tmp_path / "folder.svg").mkdir()
    (tmp_path / "link.svg").symlink_to(tmp_path / "nothing")
    (tmp_path / "image.txt").write_bytes(b"\xff\xfe\x00")
    for name in ("notes.md", "pipe.svg", "folder.svg", "link.svg", "image.txt"):
        with pytest.raises(UsageError, match="exists already and is no picture"):
            check_picture(tmp_path / name)
    assert notes.read_text("utf-8") == "my notes"


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="expected a folder for the picture"):
        check_picture(tmp_path / "none" / "a.svg")


def test_a_folder_that_must_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0o500)
    drawn = model(tmp_path)
    with bound_by_rights(), pytest.raises(StorageError):
        write_picture(tmp_path / "shut" / "a.svg", drawn)
