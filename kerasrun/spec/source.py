"""The data sources a spec can name and the arguments each takes.

A source stands in the object form like everything else: `mnist`, `{npz: digits.npz}`, `{cifar100: coarse}`.
`data/` holds one file per source that knows how to describe and load it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, model_validator

from kerasrun.catalogue.rule import AnyOf, Integer, ListOf, Text
from kerasrun.spec.base import SpecModel
from kerasrun.spec.listed import Listed
from kerasrun.spec.problem import Problem, problems_error
from kerasrun.spec.ruled import Ruled
from kerasrun.spec.shape import Shape
from kerasrun.spec.wording import describe_value

Size = Annotated[int, Ruled(Integer(minimum=1))]
Count = Annotated[int, Ruled(Integer(minimum=0))]


Task = Literal["classification", "binary", "regression", "sequence", "noise"]

_FIELDS: dict[str, tuple[str, ...]] = {
    "classification": ("classes",),
    "binary": (),
    "regression": ("outputs",),
    "sequence": ("outputs",),
    "noise": ("classes", "outputs", "soft"),
}
"""The fields beside `shape` and the row counts that each task takes."""

_LEAST_STEPS = {"classification": 4, "sequence": 2}
"""Fewest steps that show the pattern there is to learn."""


class SyntheticSpec(SpecModel):
    """Data of any shape made from the seed."""

    task: Task
    """What there is to learn: `classification` (blobs, textured shapes or waves, by the rank of `shape`),
    `binary` (a curved boundary), `regression` (a smooth function plus noise), `sequence` (forecast the next
    value of noisy waves), `noise` (nothing: random inputs and random labels)."""
    shape: Shape
    """Shape of one example, without the batch axis: [features], [steps, features] or [height, width,
    channels]."""
    train: Size = 1000
    """Rows of the training split."""
    validation: Count = 0
    """Rows of a validation split of its own; 0 leaves it to `data.validation`."""
    test: Count = 200
    """Rows of the test split."""
    classes: Annotated[int, Ruled(Integer(minimum=2, maximum=2**20))] | None = None
    """Number of classes, for `classification` (default 10) and `noise`."""
    outputs: Size | None = None
    """Number of target values, for `regression`, `sequence` (default 1) and `noise`."""
    soft: bool = False
    """With `noise`: each label is a row of random weights over the classes instead of one class."""

    @model_validator(mode="after")
    def _check_task(self) -> SyntheticSpec:
        problems = [*self._field_problems(), *self._label_problems(), *self._shape_problems()]
        if problems:
            raise problems_error(problems)
        return self

    def _field_problems(self) -> Iterator[Problem]:
        given = {"classes": self.classes, "outputs": self.outputs, "soft": self.soft or None}
        for field, value in given.items():
            if value is not None and field not in _FIELDS[self.task]:
                tasks = [task for task, fields in _FIELDS.items() if field in fields]
                hint = f"leave it out; it goes with `task: {'` or `task: '.join(tasks)}`"
                yield Problem(
                    "KR108", f"{field!r} does not go with task {self.task}", (field,), hint, at_key=True
                )

    def _label_problems(self) -> Iterator[Problem]:
        if self.task != "noise":
            return
        if self.classes is not None and self.outputs is not None:
            hint = "`classes` makes random classes, `outputs` random numbers: delete one of the two"
            message = "choose one of 'classes' and 'outputs'"
            yield Problem("KR108", message, ("outputs",), hint, at_key=True, other=("classes",))
        elif self.classes is None and self.soft:
            hint = "add `classes: 10`"
            yield Problem(
                "KR108", "'soft' needs 'classes': weights over which classes?", ("soft",), hint, at_key=True
            )
        elif self.classes is None and self.outputs is None:
            hint = "write `classes: 10` for random classes, or `outputs: 1` for random numbers"
            yield Problem("KR102", "missing key: task noise needs 'classes' or 'outputs'", ("task",), hint)

    def _shape_problems(self) -> Iterator[Problem]:
        rank = len(self.shape)
        least = _LEAST_STEPS.get(self.task, 0)
        received = f"received {describe_value(self.shape)}"
        if self.task == "sequence" and rank != 2:
            message = f"expected [steps, features] with task sequence, {received}"
            yield Problem("KR104", message, ("shape",), "write `shape: [24, 1]` for 24 steps of one value")
        elif self.task == "classification" and rank > 3:
            message = f"expected a shape of 1, 2 or 3 axes with task classification, {received}"
            yield Problem("KR104", message, ("shape",), "task noise takes any shape")
        elif rank == 2 and self.shape[0] < least:
            message = f"expected at least {least} steps with task {self.task}, {received}"
            yield Problem(
                "KR104", message, ("shape",), f"write `shape: [{least}, {self.shape[1]}]` or longer"
            )


class NpzSpec(SpecModel):
    """Arrays in a NumPy `.npz` file with the keys of keras.datasets."""

    path: Annotated[str, Ruled(Text())]
    """The file, relative to the spec, with x_train, y_train and, where there are any, x_test, y_test, x_val,
    y_val."""


Names = Annotated[
    tuple[str, ...],
    Ruled(ListOf(Text(), minimum=1)),
    Listed(),
]


def _freeze(label: str | list[str]) -> str | tuple[str, ...]:
    return tuple(label) if isinstance(label, list) else label


class CsvSpec(SpecModel):
    """A table in a text file: a header row, then one example a row, features as numbers."""

    path: Annotated[str, Ruled(Text())]
    """The file, relative to the spec, in UTF-8."""
    label: Annotated[
        str | tuple[str, ...],
        Ruled(AnyOf((Text(), ListOf(Text(), minimum=1)))),
        AfterValidator(_freeze),
    ]
    """The column of the target: text and whole numbers are classes, other numbers values to predict. Text
    becomes class ids in sorted order. A list of columns is several values to predict."""
    features: Names | None = None
    """The columns of the inputs, in this order; all but the label where left out."""
    separator: Literal[",", ";", "tab", "|"] = ","
    """What stands between two values."""
    missing: Literal["error", "drop"] = "error"
    """What becomes of a row with a missing value, which is an empty cell or, among numbers, a word such as NA
    or nan: `drop` leaves the row out."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The label columns."""
        return (self.label,) if isinstance(self.label, str) else self.label

    @model_validator(mode="after")
    def _check_columns(self) -> CsvSpec:
        problems = []
        for key, names in (("label", self.labels), ("features", self.features or ())):
            for index, name in enumerate(names):
                path = (key,) if key == "label" and isinstance(self.label, str) else (key, index)
                received = f"received the column {describe_value(name)}"
                if name in names[:index]:
                    problems.append(Problem("KR108", f"expected each column once, {received} again", path))
                elif key == "features" and name in self.labels:
                    hint = "take it out: a model that sees the label learns nothing else"
                    problems.append(
                        Problem("KR108", f"expected columns beside the label, {received}", path, hint)
                    )
        if problems:
            raise problems_error(problems)
        return self


class ImagesSpec(SpecModel):
    """Image files in one folder for each class; class ids follow the sorted names of the folders."""

    path: Annotated[str, Ruled(Text())]
    """The folder of the class folders, relative to the spec. PNG, JPEG, BMP and GIF (its first frame) are
    read; other files are left out and counted."""
    size: Annotated[
        tuple[int, int],
        Ruled(ListOf(Integer(minimum=1, maximum=4096), length=2)),
        Listed(),
    ]
    """[height, width] that every image is resized to, bilinearly, as Keras does."""
    color: Literal["rgb", "grayscale"] = "rgb"
    """3 channels or 1; images of another kind are converted."""


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

    num_words: Annotated[int, Ruled(Integer(minimum=4))] = 10000
    """Only the most frequent words are kept; rarer ones become index 2."""
    maxlen: Size = 200
    """Words per row: longer rows keep their last words, shorter ones are padded with 0 in front."""


Arguments = (
    SyntheticSpec | NpzSpec | CsvSpec | ImagesSpec | ImageSetSpec | Cifar100Spec | HousingSpec | TextSetSpec
)

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
    "csv": CsvSpec,
    "images": ImagesSpec,
}
