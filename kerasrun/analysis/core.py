"""Shapes of dense, embedding and reshaping layers, and of the layers that leave the shape as it is."""

from __future__ import annotations

from math import prod

from kerasrun.analysis.shape import Arguments, Shape, ShapeError, ShapeRule, format_shape, require_rank


def _dense(arguments: Arguments, shape: Shape) -> Shape:
    if not shape:
        raise ShapeError(
            "expected input (batch, ..., features), received (batch)", "give the data a feature axis"
        )
    return (*shape[:-1], arguments["units"])


def _embedding(arguments: Arguments, shape: Shape) -> Shape:
    return (*shape, arguments["output_dim"])


def _flatten(arguments: Arguments, shape: Shape) -> Shape:
    return (_product(shape),)


def _reshape(arguments: Arguments, shape: Shape) -> Shape:
    target = list(arguments["target_shape"])
    total = _product(shape)
    free = target.count(-1)
    if free > 1:
        raise ShapeError(
            f"expected at most one -1, received {target}", "only one axis can be left to compute"
        )
    fixed = prod(size for size in target if size != -1)
    if total is None:
        return tuple(None if size == -1 else size for size in target)
    if (free and total % fixed) or (not free and total != fixed):
        room = f"a multiple of {fixed:,}" if free else f"{fixed:,}"
        message = f"expected {room} values for {target}, received {format_shape(shape)}, which are {total:,}"
        raise ShapeError(message, f"write [-1], which is [{total}], or sizes whose product is {total}")
    return tuple(total // fixed if size == -1 else size for size in target)


def _repeat_vector(arguments: Arguments, shape: Shape) -> Shape:
    require_rank(shape, 1, "features", "add `- Flatten` before it")
    return (arguments["n"], *shape)


def _permute(arguments: Arguments, shape: Shape) -> Shape:
    order = arguments["dims"]
    if sorted(order) != list(range(1, len(shape) + 1)):
        message = f"expected each axis of {format_shape(shape)} once, received dims {order}"
        raise ShapeError(message, f"use each of {list(range(1, len(shape) + 1))} once")
    return tuple(shape[axis - 1] for axis in order)


def _same(arguments: Arguments, shape: Shape) -> Shape:
    return shape


def _product(shape: Shape) -> int | None:
    total = 1
    for size in shape:
        if size is None:
            return None
        total *= size
    return total


_UNCHANGED = (
    "Activation ActivityRegularization AlphaDropout BatchNormalization Dropout ELU GaussianDropout "
    "GaussianNoise GroupNormalization Identity LayerNormalization LeakyReLU Masking Normalization PReLU "
    "RMSNormalization ReLU Rescaling Softmax SpatialDropout1D SpatialDropout2D SpatialDropout3D "
    "UnitNormalization RandomBrightness RandomContrast RandomFlip RandomRotation RandomTranslation RandomZoom"
).split()

RULES: dict[str, ShapeRule] = {
    "Dense": _dense,
    "Embedding": _embedding,
    "Flatten": _flatten,
    "Reshape": _reshape,
    "RepeatVector": _repeat_vector,
    "Permute": _permute,
    **dict.fromkeys(_UNCHANGED, _same),
}
