"""The data sources a spec can name and the arguments each takes.

A source stands in the object form like everything else: `mnist`, `{npz: digits.npz}`, `{synthetic: {task: binary}}`.
`data/` holds one file per source that knows how to describe and load it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kerasrun.spec.base import SpecModel

Size = Annotated[int, Field(ge=1, le=2**53)]
Shape = Annotated[tuple[Size, ...], Field(min_length=1, max_length=6, strict=False)]


class SyntheticSpec(SpecModel):
    """Data of any shape made from the seed."""

    task: Literal["classification", "binary", "regression", "sequence", "noise"]
    """What there is to learn: `classification` (blobs, textured shapes or waves, by the rank of `shape`), `binary` (a
    curved boundary), `regression` (a smooth function plus noise), `sequence` (forecast the next value of noisy
    waves), `noise` (nothing: random inputs and random labels)."""
    shape: Shape
    """Shape of one example without the batch axis: [features], [steps, features] or [height, width, channels]."""
    train: Size = 1000
    """Rows of the training split."""
    validation: Annotated[int, Field(ge=0)] = 0
    """Rows of a validation split of its own; 0 leaves it to `data.validation`."""
    test: Annotated[int, Field(ge=0)] = 200
    """Rows of the test split."""
    classes: Annotated[int, Field(ge=2)] | None = None
    """Number of classes, for `classification` (default 10) and `noise`."""
    outputs: Size | None = None
    """Number of target values, for `regression`, `sequence` (default 1) and `noise`."""
    soft: bool = False
    """With `noise`: each label is a row of random weights over the classes instead of one class."""


class NpzSpec(SpecModel):
    """Arrays in a NumPy `.npz` file with the keys of keras.datasets."""

    path: str
    """The file, relative to the spec: x_train, y_train and, where there are any, x_test, y_test, x_val, y_val."""


class ImageSetSpec(SpecModel):
    """One of the image or tabular sets of keras.datasets; takes no arguments."""


class Cifar100Spec(SpecModel):
    """CIFAR-100 of keras.datasets."""

    label_mode: Literal["fine", "coarse"] = "fine"
    """100 fine classes or 20 coarse ones."""


class HousingSpec(SpecModel):
    """The California housing set of keras.datasets: 8 features, median house value as target."""

    version: Literal["large", "small"] = "large"
    """All 20,640 districts or 600 of them around San Francisco."""


class TextSetSpec(SpecModel):
    """One of the text sets of keras.datasets (imdb, reuters): rows of word indices, padded to one length."""

    num_words: Annotated[int, Field(ge=4)] = 10000
    """Only the most frequent words are kept; rarer ones become index 2."""
    maxlen: Size = 200
    """Words per row: longer rows keep their last words, shorter ones are padded with 0 in front."""


Arguments = SyntheticSpec | NpzSpec | ImageSetSpec | Cifar100Spec | HousingSpec | TextSetSpec

SOURCES: dict[str, type[SpecModel]] = {
    "mnist-10k": ImageSetSpec,
    "mnist": ImageSetSpec,
    "fashion_mnist": ImageSetSpec,
    "cifar10": ImageSetSpec,
    "cifar100": Cifar100Spec,
    "imdb": TextSetSpec,
    "reuters": TextSetSpec,
    "california_housing": HousingSpec,
    "synthetic": SyntheticSpec,
    "npz": NpzSpec,
}
