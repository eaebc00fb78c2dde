"""What every data source becomes: random-access examples, and the facts known before they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

Array: TypeAlias = "NDArray[Any]"
"""An alias in quotes: describing data imports no NumPy, which costs a validation a third of its time."""

LabelForm = Literal["classes", "binary", "rows", "values"]
"""classes: integer ids 0..K-1; binary: 0/1; rows: one weight per class; values: numbers to predict."""


@dataclass(frozen=True)
class DataFacts:
    """What a source says of its data without reading it (headers at most)."""

    shape: tuple[int, ...]
    """Shape of one example, without the batch axis."""
    dtype: str
    """NumPy dtype of the inputs, or "string"."""
    rows: Mapping[str, int]
    """Rows per split the source brings: "train", and "validation", "test" where there are any."""
    label_form: LabelForm
    """How the labels are given."""
    classes: int | None = None
    """Number of classes where the source knows it."""
    target_shape: tuple[int, ...] = ()
    """Shape of one target, without the batch axis; () for one number a row."""
    value_range: tuple[float, float] | None = None
    """Smallest and largest input value where the source knows it: (0, 255) for image bytes."""


class Examples(Protocol):
    """Rows that can be taken in any order."""

    def __len__(self) -> int:
        """Return the number of rows."""

    def take(self, indices: Array) -> tuple[Array, Array]:
        """Return inputs (n, *shape) and targets (n, *target_shape) of the rows at `indices` (n,)."""


@dataclass(frozen=True)
class ArrayExamples:
    """Examples held in memory: inputs (n, *shape) and targets (n, *target_shape)."""

    inputs: Array
    targets: Array

    def __len__(self) -> int:
        return len(self.inputs)

    def take(self, indices: Array) -> tuple[Array, Array]:
        """Return copies of the rows at `indices`."""
        return self.inputs[indices], self.targets[indices]


@dataclass(frozen=True)
class Splits:
    """The three splits; validation and test are None where the spec and the source have none."""

    train: ArrayExamples
    validation: ArrayExamples | None = None
    test: ArrayExamples | None = None

    def items(self) -> list[tuple[str, ArrayExamples]]:
        """Return the (name, examples) pairs that exist, in the order train, validation, test."""
        pairs = [("train", self.train), ("validation", self.validation), ("test", self.test)]
        return [(name, examples) for name, examples in pairs if examples is not None]
