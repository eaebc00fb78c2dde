"""Image files in one folder per class.

In: the folder. Out: facts from the names of its files, then the images (n, height, width, channels) as bytes
with class ids (n,), which follow the sorted names of the folders. Called through `registry.py`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from math import prod
from pathlib import Path
from typing import NamedTuple

from kerasrun.data.examples import ArrayExamples, DataFacts, Splits
from kerasrun.data.image_file import read_image
from kerasrun.data.memory import require_memory
from kerasrun.data.path import resolve_folder, resolve_path
from kerasrun.errors import DataError
from kerasrun.spec.source import ImagesSpec

SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".bmp")
CHANNELS = {"rgb": 3, "grayscale": 1}
MOST_KINDS = 5
"""Most kinds of skipped files in a warning."""


def describe(arguments: ImagesSpec, seed: int, folder: Path, allowed: Sequence[Path] = ()) -> DataFacts:
    """Return the facts that the names of the files tell; no file is opened.

    Raises:
        DataError: see `resolve_folder`; a link leads out of the project; fewer than two class folders, or one
            without images.
    """
    classes, skipped = _list_classes(arguments.path, folder, allowed)
    return DataFacts(
        shape=(*arguments.size, CHANNELS[arguments.color]),
        dtype="uint8",
        rows={"train": sum(map(len, classes.values()))},
        label_form="classes",
        classes=len(classes),
        value_range=(0, 255),
        class_names=tuple(classes),
        warnings=(_skipped(arguments.path, skipped),) if skipped else (),
    )


def load(arguments: ImagesSpec, seed: int, folder: Path, allowed: Sequence[Path] = ()) -> Splits:
    """Return the images as the training split: class by class, the files of each in sorted order.

    Raises:
        DataError: as `describe`, or a file cannot be decoded.
        OutOfMemory: the arrays are larger than the machine's memory.
    """
    import numpy as np

    classes, _ = _list_classes(arguments.path, folder, allowed)
    files = [(index, file) for index, files in enumerate(classes.values()) for file in files]
    shape = (len(files), *arguments.size, CHANNELS[arguments.color])
    require_memory(prod(shape), arguments.path)
    images = np.empty(shape, np.uint8)
    for row, (_, file) in enumerate(files):
        images[row] = read_image(file.path, file.name, arguments.size, shape[-1])
    return Splits(ArrayExamples(images, np.array([index for index, _ in files], np.int64)))


class ImageFile(NamedTuple):
    """A file that the spec may read."""

    name: str
    """Its path as a spec would write it, for messages."""
    path: Path
    """Where it lies, links followed."""


def image_files(text: str, folder: Path, allowed: Sequence[Path] = ()) -> list[ImageFile]:
    """Return the image files of all classes.

    Raises:
        DataError: as `describe`.
    """
    classes, _ = _list_classes(text, folder, allowed)
    return [file for files in classes.values() for file in files]


def _list_classes(
    text: str, folder: Path, allowed: Sequence[Path]
) -> tuple[Mapping[str, list[ImageFile]], Mapping[str, int]]:
    """Return the image files of each class, and the number of other files by their kind.

    Classes and files are sorted by name, whatever the order of the file system.
    """
    classes: dict[str, list[ImageFile]] = {}
    skipped: Counter[str] = Counter()
    for entry in _entries(resolve_folder(text, folder, allowed)):
        if entry.name.startswith(".") or not _is_folder(entry):
            skipped[_kind(entry)] += 1
            continue
        place = os.path.join(text, entry.name)
        classes[entry.name] = []
        inner = resolve_folder(place, folder, allowed)
        for inside in _entries(inner):
            if _kind(inside) in SUFFIXES and not _is_folder(inside):
                file = os.path.join(place, inside.name)
                # A link may lead out of the project, and a pipe is no file.
                plain = inside.is_file(follow_symlinks=False)
                path = inner / inside.name if plain else resolve_path(file, folder, allowed)
                classes[entry.name].append(ImageFile(file, path))
            else:
                skipped[_kind(inside)] += 1
    if len(classes) < 2:
        received = f"the folder {next(iter(classes))!r} alone" if classes else "none"
        raise DataError(
            f"{text}: expected a folder of images for each of two classes or more, received {received}.",
            f"put the images of a class into a folder of its own, such as '{text}/cat/1.png'",
        )
    for name, files in classes.items():
        if not files:
            raise DataError(
                f"{os.path.join(text, name)}: expected PNG, JPEG, GIF or BMP images of class {name!r}, "
                "received none.",
                "put images into the folder, or remove it: every folder is a class",
            )
    return classes, skipped


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: entry.name)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    # `DirEntry.is_dir` raises for a link that leads to itself.
    return os.path.isdir(entry.path) if entry.is_symlink() else entry.is_dir()


def _kind(entry: os.DirEntry[str]) -> str:
    """Return the suffix of a file in small letters, or in words what else lies there."""
    if entry.name.startswith("."):
        return "hidden"
    if _is_folder(entry):
        return "folders"
    return os.path.splitext(entry.name)[1].lower() or "without suffix"


def _skipped(text: str, skipped: Mapping[str, int]) -> str:
    """Return the sentence that says which files are no part of the data."""
    total = sum(skipped.values())
    most = sorted(skipped.items(), key=lambda pair: (-pair[1], pair[0]))
    kinds = [f"{count:,} {kind}" for kind, count in most[:MOST_KINDS]]
    more = [f"{sum(count for _, count in most[MOST_KINDS:]):,} of other kinds"] if most[MOST_KINDS:] else []
    files = "file is" if total == 1 else "files are"
    return f"{text}: {total:,} {files} skipped: {', '.join([*kinds, *more])}"
