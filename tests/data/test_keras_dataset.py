"""The table equals the installed Keras, and Keras's own loader is what reads."""

from __future__ import annotations

import gzip
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kerasrun.data.keras_dataset import DATASETS, convert_examples
from kerasrun.errors import DataError
from kerasrun.spec.source import SOURCES, Cifar100Spec, HousingSpec, ImageSetSpec, TextSetSpec

FOLDER = Path()


def test_files_and_checksums_are_those_of_the_installed_keras() -> None:
    import keras

    for name, dataset in DATASETS.items():
        source = inspect.getsource(getattr(keras.datasets, name).load_data)
        hashes = re.findall(r"\b[0-9a-f]{64}\b", source)
        assert {file.sha256 for file in dataset.files} == set(hashes or [None])
        for file in dataset.files:
            assert file.origin.rsplit("/", 1)[1] in source
            assert Path(file.place).name.removesuffix("_archive") in source


def test_every_set_describes_itself_with_default_arguments() -> None:
    for name, dataset in DATASETS.items():
        facts = dataset.describe(SOURCES[name](), 0, FOLDER)
        assert facts == dataset.facts
        assert facts.rows["train"] > facts.rows["test"] or name == "imdb"


def test_arguments_change_the_facts() -> None:
    assert DATASETS["cifar100"].describe(Cifar100Spec(label_mode="coarse"), 0, FOLDER).classes == 20
    assert DATASETS["california_housing"].describe(HousingSpec(version="small"), 0, FOLDER).rows == {
        "train": 480,
        "test": 120,
    }
    facts = DATASETS["imdb"].describe(TextSetSpec(num_words=500, maxlen=80), 0, FOLDER)
    assert (facts.shape, facts.value_range) == ((80,), (0, 499))


def test_texts_are_padded_in_front_and_keep_their_last_words() -> None:
    texts = np.empty(4, object)
    texts[:] = [[1, 5, 6], [1, 2, 3, 4, 5, 6], [], [7, 8, 9, 10]]
    examples = convert_examples(
        texts, np.array([0, 1, 0, 1]), facts=DATASETS["imdb"].facts._replace(shape=(4,))
    )
    assert examples.inputs.dtype == np.int32
    assert examples.inputs.tolist() == [[0, 1, 5, 6], [3, 4, 5, 6], [0, 0, 0, 0], [7, 8, 9, 10]]


def test_padding_is_that_of_keras() -> None:
    import keras

    rng = np.random.default_rng(0)
    texts = np.empty(20, object)
    texts[:] = [rng.integers(1, 99, rng.integers(0, 9)).tolist() for _ in range(20)]
    facts = DATASETS["reuters"].facts._replace(shape=(5,))
    ours = convert_examples(texts, np.zeros(20, int), facts=facts).inputs
    np.testing.assert_array_equal(ours, keras.utils.pad_sequences(texts, maxlen=5))


def test_columns_of_ids_become_flat_and_values_float32() -> None:
    images = convert_examples(
        np.zeros((2, 32, 32, 3), "uint8"), np.array([[1], [2]], "uint8"), facts=DATASETS["cifar10"].facts
    )
    assert images.targets.tolist() == [1, 2]
    assert images.inputs.dtype == images.targets.dtype == np.uint8
    houses = convert_examples(
        np.zeros((2, 8)), np.array([1.5, 2.5]), facts=DATASETS["california_housing"].facts
    )
    assert houses.inputs.dtype == houses.targets.dtype == np.float32


def test_no_network_and_no_cache_is_one_message_within_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    for name, dataset in DATASETS.items():
        with pytest.raises(
            DataError, match=f"{name}: expected the cached file {tmp_path}/datasets/.*, received no file"
        ):
            dataset.load(SOURCES[name](), 0, FOLDER)


LOAD = """
from dataclasses import replace
from pathlib import Path
from kerasrun.data.keras_dataset import DATASETS
from kerasrun.errors import DataError
from kerasrun.spec.source import ImageSetSpec

def load(dataset):
    try:
        splits = dataset.load(ImageSetSpec(), 0, Path())
        print({name: (e.inputs.shape, str(e.inputs.dtype), e.targets.tolist()) for name, e in splits.items()})
    except DataError as error:
        print(error.message, error.hint)

dataset = DATASETS["fashion_mnist"]
load(replace(dataset, facts=dataset.facts._replace(rows={"train": 3, "test": 2})))
load(dataset)
dataset.files[1].path.write_bytes(b"no gzip")
load(dataset)
"""


@pytest.fixture
def fashion(tmp_path: Path) -> Path:
    """A cache with five images in the four files of Fashion-MNIST, for which Keras knows no checksum."""
    folder = tmp_path / "datasets" / "fashion-mnist"
    folder.mkdir(parents=True)
    for name, count in (("train", 3), ("t10k", 2)):
        labels, images = bytes(8) + bytes(range(count)), bytes(16) + bytes(count * 28 * 28)
        (folder / f"{name}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(labels))
        (folder / f"{name}-images-idx3-ubyte.gz").write_bytes(gzip.compress(images))
    return tmp_path


def test_keras_reads_its_cache_and_what_it_cannot_read_is_one_message(fashion: Path) -> None:
    # A process of its own: Keras takes KERAS_HOME when it is imported.
    done = subprocess.run(
        [sys.executable, "-c", LOAD],
        env=os.environ | {"KERAS_HOME": str(fashion)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    good, rows, damaged = done.stdout.splitlines()
    assert good == "{'train': ((3, 28, 28), 'uint8', [0, 1, 2]), 'test': ((2, 28, 28), 'uint8', [0, 1])}"
    expected = "expected {'train': 60000, 'test': 10000} rows, received {'train': 3, 'test': 2}"
    assert expected in rows
    assert "delete these files" in rows
    assert "expected keras.datasets to load it, received: Not a gzipped file" in damaged


def test_sets_without_arguments_take_the_empty_model() -> None:
    assert DATASETS["mnist"].describe(ImageSetSpec(), 0, FOLDER).value_range == (0, 255)
