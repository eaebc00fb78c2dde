from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from kerasrun.data import image_folder
from kerasrun.data.examples import DataFacts
from kerasrun.data.fingerprint import fingerprint
from kerasrun.errors import DataError
from kerasrun.spec.source import ImagesSpec


def save(path: Path, level: int, size: tuple[int, int] = (6, 6)) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(tf.io.encode_png(np.full((*size, 3), level, np.uint8)).numpy())


def spec(**arguments: Any) -> ImagesSpec:
    return ImagesSpec.model_validate({"path": "photos", "size": [4, 5], **arguments})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a project with photos of two classes, written in no order."""
    for name, level in (("dog/b.png", 40), ("cat/2.PNG", 20), ("dog/a.png", 30), ("cat/1.png", 10)):
        save(tmp_path / "photos" / name, level)
    save(tmp_path / "photos/dog/c.png", 50, (3, 9))
    return tmp_path


def test_classes_and_files_are_in_sorted_order(folder: Path) -> None:
    assert image_folder.describe(spec(), 0, folder) == DataFacts(
        (4, 5, 3), "uint8", {"train": 5}, "classes", 2, value_range=(0, 255), class_names=("cat", "dog")
    )
    train = image_folder.load(spec(), 0, folder).train
    assert (train.inputs.dtype.name, train.inputs.shape) == ("uint8", (5, 4, 5, 3))
    assert train.inputs[:, 0, 0, 0].tolist() == [10, 20, 30, 40, 50]
    assert (train.targets.dtype.name, train.targets.tolist()) == ("int64", [0, 0, 1, 1, 1])


def test_grayscale_has_one_channel(folder: Path) -> None:
    assert image_folder.describe(spec(color="grayscale"), 0, folder).shape == (4, 5, 1)
    assert image_folder.load(spec(color="grayscale"), 0, folder).train.inputs.shape == (5, 4, 5, 1)


def test_the_fingerprint_tells_one_pixel(folder: Path) -> None:
    before = fingerprint(image_folder.load(spec(), 0, folder))
    assert fingerprint(image_folder.load(spec(), 0, folder)) == before
    save(folder / "photos/dog/b.png", 41)
    assert fingerprint(image_folder.load(spec(), 0, folder)) != before


def test_other_files_are_counted_and_told(folder: Path) -> None:
    for name in ("dog/x.webp", "dog/y.webp", "dog/Thumbs.db", "cat/.DS_Store", "cat/README", "note.txt"):
        (folder / "photos" / name).write_bytes(b"x")
    (folder / "photos/cat/more").mkdir()
    (folder / "photos/.cache").mkdir()
    facts = image_folder.describe(spec(), 0, folder)
    assert facts.rows == {"train": 5}
    assert facts.warnings == (
        "photos: 8 files are skipped: 2 .webp, 2 hidden, 1 .db, 1 .txt, 1 folders, 1 of other kinds",
    )


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("photos/dog", "photos/dog: expected a folder of images for each of two classes or more"),
        ("photos/dog/a.png", "expected a folder, received a file"),
        ("photoz", "expected a folder, received no file of that name"),
        ("..", "which leads out of it"),
    ],
)
def test_bad_folders(folder: Path, path: str, message: str) -> None:
    with pytest.raises(DataError, match=message) as caught:
        image_folder.describe(spec(path=path), 0, folder)
    assert caught.value.hint


def test_one_class_is_none(folder: Path) -> None:
    (folder / "single/cat").mkdir(parents=True)
    with pytest.raises(DataError, match="received the folder 'cat' alone"):
        image_folder.describe(spec(path="single"), 0, folder)


def test_an_empty_class_is_an_error(folder: Path) -> None:
    (folder / "photos/cow").mkdir()
    (folder / "photos/cow/1.webp").write_bytes(b"x")
    with pytest.raises(DataError, match="photos/cow: expected .* images of class 'cow', received none"):
        image_folder.describe(spec(), 0, folder)


def test_a_broken_image_is_named(folder: Path) -> None:
    (folder / "photos/dog/b.png").write_bytes(b"not an image")
    assert image_folder.describe(spec(), 0, folder).rows == {"train": 5}
    with pytest.raises(DataError, match="photos/dog/b.png: expected a PNG, JPEG, GIF or BMP image"):
        image_folder.load(spec(), 0, folder)


def test_links_inside_the_project_are_followed(folder: Path) -> None:
    os.symlink(folder / "photos/cat/1.png", folder / "photos/dog/link.png")
    os.symlink(folder / "photos/cat", folder / "photos/kitten")
    facts = image_folder.describe(spec(), 0, folder)
    assert (facts.rows, facts.class_names) == ({"train": 8}, ("cat", "dog", "kitten"))
    assert image_folder.load(spec(), 0, folder).train.inputs[5, 0, 0, 0] == 10


@pytest.mark.parametrize("link", ["dog/link.png", "link"])
def test_links_out_of_the_project_need_permission(folder: Path, link: str, tmp_path_factory: Any) -> None:
    outside = tmp_path_factory.mktemp("outside")
    save(outside / "cow/1.png", 60)
    target = outside / ("cow/1.png" if link.endswith(".png") else "cow")
    os.symlink(target, folder / "photos" / link)
    with pytest.raises(DataError, match="which leads out of it"):
        image_folder.describe(spec(), 0, folder)
    assert image_folder.describe(spec(), 0, folder, [outside]).rows == {"train": 6}


def test_links_to_nothing_and_to_themselves(folder: Path) -> None:
    os.symlink("loop", folder / "photos/loop")
    assert image_folder.describe(spec(), 0, folder).warnings == (
        "photos: 1 file is skipped: 1 without suffix",
    )
    os.symlink("nothing.png", folder / "photos/dog/lost.png")
    with pytest.raises(DataError, match="received a link to a file that does not exist"):
        image_folder.describe(spec(), 0, folder)


def test_a_pipe_is_no_image(folder: Path) -> None:
    os.mkfifo(folder / "photos/dog/pipe.png")
    with pytest.raises(DataError, match="received a device, pipe or socket"):
        image_folder.describe(spec(), 0, folder)


def test_to_describe_needs_neither_numpy_nor_tensorflow(folder: Path) -> None:
    code = (
        "import sys, pathlib\n"
        "from kerasrun.data import image_folder\n"
        "from kerasrun.spec.source import ImagesSpec\n"
        "spec = ImagesSpec.model_validate({'path': 'photos', 'size': [4, 5]})\n"
        f"image_folder.describe(spec, 0, pathlib.Path({str(folder)!r}))\n"
        "print({'numpy', 'tensorflow'} & set(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "set()\n"
