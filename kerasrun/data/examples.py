"""What every data source becomes: facts known before the data is read, then examples in memory.

Made by the sources and `load.py`; every later room reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from kerasrun.data.origin import Origin

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

Array: TypeAlias = "NDArray[Any]"
"""An alias in quotes: describing data imports no NumPy, which costs a validation a third of its time."""

LabelForm = Literal["classes", "binary", "rows", "values"]
"""classes: integer ids 0..K-1; binary: 0/1; rows: one weight per class; values: numbers to predict."""


class DataFacts(NamedTuple):
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
    target_range: tuple[float, float] | None = None
    """Range that targets which are values fill, where the source knows it; some may lie beyond."""
    class_names: tuple[str, ...] = ()
    """The names of the classes in the order of their ids, where they have names."""
    columns: tuple[str, ...] = ()
    """The names of the features, where the source is a table."""
    warnings: tuple[str, ...] = ()
    """What the user should know of the data, such as rows or files that are left out."""


@dataclass(frozen=True)
class ArrayExamples:
    """Examples held in memory: inputs (n, *shape) and targets (n, *target_shape)."""

    inputs: Array
    targets: Array
    origin: Origin = Origin()
    """The arrays that the rows come from."""

    def __len__(self) -> int:
        return len(self.inputs)

    def take(self, rows: Array) -> ArrayExamples:
        """Return a copy of the rows at the indices `rows` (n,)."""
        return ArrayExamples(self.inputs[rows], self.targets[rows], self.origin.take(rows))


class Splits(NamedTuple):
    """The three splits; validation and test are None where the spec and the source have none."""

    train: ArrayExamples
    validation: ArrayExamples | None = None
    test: ArrayExamples | None = None

    def items(self) -> list[tuple[str, ArrayExamples]]:
        """Return the (name, examples) pairs that exist, in the order train, validation, test."""
        pairs = [("train", self.train), ("validation", self.validation), ("test", self.test)]
        return [(name, examples) for name, examples in pairs if examples is not None]
