from __future__ import annotations

from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from kerasrun.data import mnist_10k
from kerasrun.data.mnist_10k import SHA256, read_embedded
from kerasrun.errors import DataError
from kerasrun.spec.source import ImageSetSpec

FOLDER = Path()


def test_facts_are_those_of_the_arrays() -> None:
    facts = mnist_10k.describe(ImageSetSpec(), 0, FOLDER)
    splits = mnist_10k.load(ImageSetSpec(), 0, FOLDER)
    assert {name: len(examples) for name, examples in splits.items()} == facts.rows
    for _, examples in splits.items():
        assert examples.inputs.shape[1:] == facts.shape
        assert examples.inputs.dtype == facts.dtype
        assert (examples.inputs.min(), examples.inputs.max()) == facts.value_range
        assert set(examples.targets.tolist()) == set(range(10))


def test_no_image_is_both_in_train_and_in_test() -> None:
    splits = mnist_10k.load(ImageSetSpec(), 0, FOLDER)
    images = np.concatenate([examples.inputs.reshape(-1, 784) for _, examples in splits.items()])
    assert len({image.tobytes() for image in images}) == 10000


def test_notice_ships_beside_the_file_and_names_its_checksum_and_licence() -> None:
    notice = (resources.files("kerasrun.data") / "mnist-10k.md").read_text(encoding="utf-8")
    assert SHA256 in notice
    assert "CC BY-SA 3.0" in notice
    assert "LeCun" in notice


def test_changed_file_is_refused() -> None:
    with pytest.raises(DataError, match=f"expected sha256 0000, received {SHA256}"):
        read_embedded("mnist-10k.npz", "0000")


def test_missing_file_is_refused() -> None:
    with pytest.raises(DataError, match=r"gone\.npz: expected this file inside the kerasrun package"):
        read_embedded("gone.npz", SHA256)
