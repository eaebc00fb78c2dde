"""The vocabulary of layer rules: from arguments and an input to shape, weights, arithmetic and a sentence.

A family file (`dense.py`, `convolution.py`, ...) fills `RULES: dict[str, LayerRule]`; `family.py` finds
it. Pure Python: the catalogue gives the defaults, a property test compares every rule with the real layer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from kerasrun.spec.object import ObjectSpec

Shape = tuple[int | None, ...]
"""Sizes of the axes without the batch axis; None where a size differs from batch to batch."""


class ShapeError(Exception):
    """The layer cannot take this input; `hint` says what to change."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint


class RankError(ShapeError):
    """The input has more or fewer axes than the layer takes, which is `rank`, the batch left out."""

    def __init__(self, message: str, hint: str | None, rank: int) -> None:
        super().__init__(message, hint)
        self.args = (message, hint, rank)
        self.rank = rank


class SizeError(ShapeError):
    """The input has too few places for the window that slides over it."""


class Weight(NamedTuple):
    """One variable of a layer."""

    name: str
    shape: tuple[int, ...]
    trainable: bool = True

    @property
    def size(self) -> int:
        """The number of its scalars."""
        return prod(self.shape)


class Outcome(NamedTuple):
    """What a layer makes of one example.

    `flops` counts arithmetic of one forward pass of one example, a multiply-add as 2: products of matrices,
    convolutions and scalings by weights. Additions of biases, activations, pooling and comparisons are left
    out, as is usual: VGG16 has 30.94e9.
    """

    shape: Shape
    weights: tuple[Weight, ...] = ()
    flops: int | None = 0
    """None where a free axis leaves it open."""
    dtype: str | None = None
    """Dtype of the output where it is not the layer's compute dtype: token ids are int64."""
    sentence: str = ""
    """What the layer does, with its own numbers, in one or two plain sentences."""
    kept: int | None = None
    """Scalars that training keeps for the backward pass, where it is more than the output: what the gates of
    each step gave."""
    learned: bool = False
    """An axis is free only until the layer has seen its data, such as the size of a vocabulary."""

    @property
    def activations(self) -> int | None:
        """Scalars of one example that training keeps; None where a free axis leaves it open."""
        if self.kept is not None:
            return self.kept
        sizes = [size for size in self.shape if size is not None]
        return prod(sizes) if len(sizes) == len(self.shape) else None

    @property
    def parameters(self) -> int:
        """All scalars of all weights, as `model.count_params()` counts them: seeds of generators left out."""
        return sum(weight.size for weight in self.weights)

    @property
    def trainable_parameters(self) -> int:
        """Those that training changes."""
        return sum(weight.size for weight in self.weights if weight.trainable)


class Call(NamedTuple):
    """A layer meeting its input."""

    name: str
    """The layer's name in Keras."""
    arguments: Mapping[str, Any]
    """Every argument, those not written with Keras's default; nested layers as ObjectSpec."""
    input: Shape
    input_dtype: str = "float32"
    compute_dtype: str = "float32"
    batch_size: int | None = None
    """The fixed batch size of the model, which stateful layers need."""
    analyse: Callable[[ObjectSpec, Shape, str], Outcome] | None = None
    """What a nested layer makes of a shape and dtype; wrappers ask it."""

    def inner(self, layer: ObjectSpec, shape: Shape, dtype: str | None = None) -> Outcome:
        """Return what the nested `layer` makes of `shape`.

        Raises:
            ShapeError: the nested layer cannot take it.
        """
        assert self.analyse is not None
        return self.analyse(layer, shape, dtype or self.input_dtype)


LayerRule = Callable[[Call], Outcome]
"""Raises ShapeError where the layer cannot take the input."""
