"""Shapes of dense, embedding and reshaping layers, and of the layers that leave the shape as it is."""

from __future__ import annotations

from math import prod

from kerasrun.analysis.shape import Arguments, Shape, ShapeError, ShapeRule, format_shape, require_rank


def _dense(arguments: Arguments, shape: Shape) -> Shape:
    if not shape:
        raise ShapeError("Dense needs at least one feature axis, but gets one number per example")
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
        raise ShapeError(f"Reshape: {target} has more than one -1", "only one axis can be left to compute")
    fixed = prod(size for size in target if size != -1)
    if total is None:
        return tuple(None if size == -1 else size for size in target)
    if (free and total % fixed) or (not free and total != fixed):
        message = f"Reshape: {format_shape(shape)} has {total:,} values, {target} has room for {fixed:,}"
        raise ShapeError(message, "the products of both shapes must be equal")
    return tuple(total // fixed if size == -1 else size for size in target)


def _repeat_vector(arguments: Arguments, shape: Shape) -> Shape:
    require_rank("RepeatVector", shape, 1, "features", "add `- Flatten` before it")
    return (arguments["n"], *shape)


def _permute(arguments: Arguments, shape: Shape) -> Shape:
    order = arguments["dims"]
    if sorted(order) != list(range(1, len(shape) + 1)):
        message = f"Permute: dims {order} does not name each axis of {format_shape(shape)} once"
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
    "Activation ActivityRegularization AlphaDropout BatchNormalization Dropout ELU GaussianDropout GaussianNoise "
    "GroupNormalization Identity LayerNormalization LeakyReLU Masking Normalization PReLU RMSNormalization ReLU "
    "Rescaling Softmax SpatialDropout1D SpatialDropout2D SpatialDropout3D UnitNormalization RandomBrightness "
    "RandomContrast RandomFlip RandomRotation RandomTranslation RandomZoom"
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
