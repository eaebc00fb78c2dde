"""The sets of keras.datasets, through Keras's own loaders, cache and checksums.

In: a set's arguments. Out: facts from the table below without importing Keras, then the arrays as Keras gives
them, but for class ids of shape (n, 1), which become (n,), and texts, which are padded to one length.
Called through `registry.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kerasrun.data.examples import Array, ArrayExamples, DataFacts, Splits
from kerasrun.data.keras_cache import CachedFile, offline_hint, quiet_download, require_files
from kerasrun.errors import DataError
from kerasrun.spec.base import SpecModel
from kerasrun.spec.source import Cifar100Spec, HousingSpec, TextSetSpec

MIRROR = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
SMALL_HOUSING = {"train": 480, "test": 120}
COARSE_CLASSES = 20


@dataclass(frozen=True)
class KerasDataset:
    """One set of keras.datasets: its facts with default arguments, and the files its loader reads."""

    name: str
    facts: DataFacts
    files: tuple[CachedFile, ...]

    def describe(
        self, arguments: SpecModel, seed: int, folder: Path, allowed: Sequence[Path] = ()
    ) -> DataFacts:
        """Return the facts for these arguments; nothing is read."""
        if isinstance(arguments, Cifar100Spec) and arguments.label_mode == "coarse":
            return self.facts._replace(classes=COARSE_CLASSES)
        if isinstance(arguments, HousingSpec) and arguments.version == "small":
            return self.facts._replace(rows=SMALL_HOUSING)
        if isinstance(arguments, TextSetSpec):
            return self.facts._replace(shape=(arguments.maxlen,), value_range=(0, arguments.num_words - 1))
        return self.facts

    def load(self, arguments: SpecModel, seed: int, folder: Path, allowed: Sequence[Path] = ()) -> Splits:
        """Return train and test in the dtype and shape of the facts.

        Raises:
            DataError: the files are not in Keras's cache and the network does not answer, or they are
                damaged.
        """
        require_files(self.name, self.files)
        facts = self.describe(arguments, seed, folder, allowed)
        train, test = self._read(arguments)
        splits = Splits(
            train=convert_examples(*train, facts=facts),
            test=convert_examples(*test, facts=facts),
        )
        found = {name: len(examples) for name, examples in splits.items()}
        if found != dict(facts.rows):
            raise DataError(
                f"{self.name}: expected {dict(facts.rows)} rows, received {found}.",
                "delete these files, so that Keras downloads them again: "
                + ", ".join(str(file.path) for file in self.files),
            )
        return splits

    def _read(self, arguments: SpecModel) -> Any:
        """Return Keras's ((x_train, y_train), (x_test, y_test))."""
        import keras

        options = arguments.model_dump(exclude={"maxlen"})
        loader = getattr(keras.datasets, self.name)
        with quiet_download():
            try:
                return loader.load_data(**options)
            except Exception as error:  # Keras raises bare Exception for a failed download
                raise DataError(
                    f"{self.name}: expected keras.datasets to load it, received: {error}.",
                    f"try again, or {offline_hint(self.name, self.files[0])}",
                ) from error


def convert_examples(inputs: Array, targets: Array, *, facts: DataFacts) -> ArrayExamples:
    """Return Keras's arrays as the facts announce them.

    Args:
        inputs: images (n, ...), features (n, k), or an object array of n lists of word indices.
        targets: (n,) or (n, 1).
        facts: the shape and dtype wanted; lists are cut to their last `shape[0]` words and padded with 0 in
            front.
    """
    if inputs.dtype == object:
        inputs = _pad(inputs, facts.shape[0])
    return ArrayExamples(
        inputs.astype(facts.dtype, copy=False),
        targets.reshape(-1).astype("float32" if facts.label_form == "values" else targets.dtype, copy=False),
    )


def _pad(texts: Array, length: int) -> Array:
    """Return (n, length) int32, as keras.utils.pad_sequences by default."""
    import numpy as np

    padded = np.zeros((len(texts), length), np.int32)
    for row, words in zip(padded, texts, strict=True):
        last = words[-length:]
        if last:
            row[-len(last) :] = last
    return padded


def _images(shape: tuple[int, ...], train: int, classes: int) -> DataFacts:
    return DataFacts(
        shape, "uint8", {"train": train, "test": 10000}, "classes", classes, value_range=(0, 255)
    )


def _npz(name: str, sha256: str) -> tuple[CachedFile, ...]:
    return (CachedFile(f"datasets/{name}.npz", f"{MIRROR}{name}.npz", sha256),)


def _fashion() -> tuple[CachedFile, ...]:
    """Return the four files; Keras knows no checksums for them."""
    names = ("train-labels-idx1", "train-images-idx3", "t10k-labels-idx1", "t10k-images-idx3")
    return tuple(
        CachedFile(f"datasets/fashion-mnist/{name}-ubyte.gz", f"{MIRROR}{name}-ubyte.gz") for name in names
    )


def _cifar(name: str, folder: str, sha256: str) -> tuple[CachedFile, ...]:
    url = f"https://www.cs.toronto.edu/~kriz/{name}-python.tar.gz"
    return (CachedFile(f"datasets/{folder}-target_archive", url, sha256),)


_TABLE = (
    KerasDataset(
        "mnist",
        _images((28, 28), 60000, 10),
        _npz("mnist", "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"),
    ),
    KerasDataset("fashion_mnist", _images((28, 28), 60000, 10), _fashion()),
    KerasDataset(
        "cifar10",
        _images((32, 32, 3), 50000, 10),
        _cifar(
            "cifar-10",
            "cifar-10-batches-py",
            "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
        ),
    ),
    KerasDataset(
        "cifar100",
        _images((32, 32, 3), 50000, 100),
        _cifar(
            "cifar-100",
            "cifar-100-python",
            "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7",
        ),
    ),
    KerasDataset(
        "imdb",
        DataFacts((200,), "int32", {"train": 25000, "test": 25000}, "binary", 2, value_range=(0, 9999)),
        _npz("imdb", "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f"),
    ),
    KerasDataset(
        "reuters",
        DataFacts((200,), "int32", {"train": 8982, "test": 2246}, "classes", 46, value_range=(0, 9999)),
        _npz("reuters", "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916"),
    ),
    KerasDataset(
        "california_housing",
        DataFacts((8,), "float32", {"train": 16512, "test": 4128}, "values", target_range=(14_999, 500_001)),
        _npz("california_housing", "1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f"),
    ),
)
DATASETS = {dataset.name: dataset for dataset in _TABLE}
