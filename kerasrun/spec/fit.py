"""The `fit` section: how long and in which portions the model is trained."""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar, Literal

from kerasrun.catalogue.rule import Choice, Integer, MappingOf, Number
from kerasrun.errors import Path
from kerasrun.spec.base import SpecModel
from kerasrun.spec.object import ObjectSpec, parse_object
from kerasrun.spec.parsed import Parsed
from kerasrun.spec.ruled import Ruled

Callback = Annotated[ObjectSpec, Parsed(partial(parse_object, "callback"), "callback")]
Positive = Annotated[int, Ruled(Integer(minimum=1))]
Weights = Annotated[dict[int, float], Ruled(MappingOf(Integer(minimum=0), Number(above=0)))]


class FitSpec(SpecModel):
    """The arguments of Keras's `fit` that make sense in a file."""

    section: ClassVar[str] = "fit"

    epochs: Positive = 1
    """How often training goes over the training split."""
    batch_size: Positive = 32
    """Rows per step."""
    accumulate: Positive = 1
    """Steps whose gradients are averaged before the weights change: like a batch of so many times the rows,
    in the memory of one. Becomes the optimizer's own `gradient_accumulation_steps`."""
    shuffle: bool = True
    """Take the rows in a new order each epoch."""
    class_weight: Weights | None = None
    """Weight of each class in the loss, such as {0: 1.0, 1: 5.0}; every class has one."""
    steps_per_epoch: Positive | None = None
    """Batches per epoch; all of the split where left out."""
    validation_steps: Positive | None = None
    """Batches of each validation; all of the split where left out."""
    validation_batch_size: Positive | None = None
    """Rows per validation step; `batch_size` where left out."""
    validation_freq: Positive = 1
    """Validate after every so many epochs."""
    engine: Annotated[Literal["loop", "keras"], Ruled(Choice(("loop", "keras")))] = "loop"
    """`loop` runs chunks of batches inside TensorFlow and can stop and resume after each; `keras` is Keras's
    own `fit`, the reference it is tested against."""
    callbacks: list[Callback] = []
    """Keras callbacks in the object form, such as EarlyStopping."""

    @classmethod
    def _hint_at(cls, path: Path) -> str | None:
        if path[:1] == ("class_weight",):
            return "write the weight of each class, such as {0: 1.0, 1: 5.0}"
        return super()._hint_at(path)
