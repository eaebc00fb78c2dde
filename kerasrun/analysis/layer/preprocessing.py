"""Layers that turn raw numbers into inputs: scaling, bins, categories."""

from __future__ import annotations

from typing import Any

from kerasrun.analysis.layer.axis import axis_sizes, resolve_axes
from kerasrun.analysis.layer.rule import Call, LayerRule, Outcome, Shape, ShapeError, Weight
from kerasrun.analysis.layer.shape import count, format_batch, parameters, product, require_rank, times

_COUNTABLE = ("int32", "int64", "float32", "float64", "bool", "string")
"""Types of ids that TensorFlow counts; text is refused for all layers alike."""


def _length(value: Any) -> int | None:
    """Return the length of a list, None for one number."""
    return len(value) if isinstance(value, list | tuple) else None


def _normalization(call: Call) -> Outcome:
    axes = sorted(resolve_axes(call.arguments["axis"], call.input))
    shape = axis_sizes(axes, call.input)
    mean, variance = call.arguments["mean"], call.arguments["variance"]
    if (mean is None) != (variance is None) or _length(mean) != _length(variance):
        raise ShapeError(
            "expected `mean` and `variance` of the same form, received others", "write both alike"
        )
    length = _length(mean)
    if length is not None and length not in (1, shape[-1]):
        message = f"expected a `mean` with {count(shape[-1], 'number')}, received {length}"
        raise ShapeError(
            message, f"give one for each feature of {format_batch(call.input)}, or one number for all"
        )
    if mean is not None:
        sentence = "Subtracts the mean and divides by the standard deviation of the spec; no parameters."
        return Outcome(call.input, sentence=sentence)
    weights = (
        Weight("mean", shape, trainable=False),
        Weight("variance", shape, trainable=False),
        Weight("count", (), trainable=False),
    )
    sentence = (
        "Subtracts the mean and divides by the standard deviation of the training data, "
        "learned before training: "
        f"{parameters(weights)}, none of them trained."
    )
    return Outcome(call.input, weights, times(2, product(call.input)), sentence=sentence)


def _rescaling(call: Call) -> Outcome:
    scale, offset = call.arguments["scale"], call.arguments["offset"]
    last = call.input[-1] if call.input else 1
    for name, value in (("scale", scale), ("offset", offset)):
        if _length(value) not in (None, 1, last):
            message = f"expected a `{name}` with {count(last or 0, 'number')}, received {_length(value)}"
            raise ShapeError(
                message, f"give one for each feature of {format_batch(call.input)}, or one for all"
            )
    shift = "" if offset == 0 else f" and adds {offset}"
    return Outcome(call.input, sentence=f"Multiplies each value by {scale}{shift}; no parameters.")


def check_sparse(call: Call) -> None:
    """Check that `sparse` stands beside an encoding that has zeros.

    Raises:
        ShapeError: they do not go together.
    """
    mode = call.arguments["output_mode"]
    # Keras says yes to the last two and fails when values come.
    unfit = mode in ("int", "tf_idf") or (call.name == "TextVectorization" and mode == "one_hot")
    if call.arguments["sparse"] and unfit:
        message = f"expected an `output_mode` of counts or flags beside `sparse: true`, received {mode}"
        raise ShapeError(message, "leave `sparse` out")


def check_half(call: Call) -> None:
    """Check that counts and flags are not to be in half precision, which TensorFlow cannot count in.

    Raises:
        ShapeError: they are.
    """
    mode = call.arguments["output_mode"]
    if mode in ("multi_hot", "count") and call.compute_dtype in ("float16", "bfloat16"):
        message = f"expected a `dtype` of float32 beside {mode}, received {call.compute_dtype}"
        raise ShapeError(message, "write `dtype: float32` in the layer")


def one_hot(shape: Shape, depth: int | None) -> Shape:
    """Return the shape with one flag per class in place of each id; a last axis of 1 is replaced."""
    return (*(shape[:-1] if shape and shape[-1] == 1 else shape), depth)


def counted(call: Call, depth: int | None) -> Shape:
    """Return the shape where all ids of an example share one row of flags or counts.

    Raises:
        RankError: an example is not a row of ids; Keras declares another shape for it than it makes.
    """
    require_rank(call.input, 1, "ids", "use `output_mode: one_hot`, or flatten the ids before")
    return (depth,)


def _discretization(call: Call) -> Outcome:
    boundaries, bins = call.arguments["bin_boundaries"], call.arguments["num_bins"]
    if boundaries is None and bins is None:
        raise ShapeError("expected `num_bins` or `bin_boundaries`, received none", "write `num_bins: 10`")
    if boundaries is not None and list(boundaries) != sorted(boundaries):
        raise ShapeError(f"expected rising `bin_boundaries`, received {list(boundaries)}", "sort them")
    check_sparse(call)
    if len(call.input) < 2:
        check_half(call)
    depth = int(bins) if boundaries is None else len(boundaries) + 1
    mode, shape = call.arguments["output_mode"], call.input
    known = "learned from the data" if boundaries is None else "given in the spec"
    sentence = f"Replaces each number by its bin, one of {depth:,} with limits {known}; no parameters."
    if mode == "int":
        return Outcome(shape, dtype="int32", sentence=sentence)
    after = one_hot(shape, depth) if mode == "one_hot" else (*shape[1:], depth)
    return Outcome(after, sentence=sentence)


def _category(call: Call) -> Outcome:
    depth, mode = int(call.arguments["num_tokens"]), call.arguments["output_mode"]
    after = one_hot(call.input, depth) if mode == "one_hot" else counted(call, depth)
    check_half(call)
    if mode != "one_hot" and call.input_dtype not in _COUNTABLE:
        message = f"expected ids of int32 or int64 beside {mode}, received {call.input_dtype}"
        raise ShapeError(message, "write `dtype: int32` under `model`")
    if call.arguments["sparse"] and mode != "one_hot" and "float" in call.input_dtype:
        message = f"expected whole numbers beside `sparse: true`, received {call.input_dtype}"
        raise ShapeError(message, "write `dtype: int32` under `model`, or leave `sparse` out")
    what = {
        "one_hot": "a row of flags",
        "multi_hot": "one row of flags for all",
        "count": "a row of counts for all",
    }
    return Outcome(after, sentence=f"Turns ids below {depth:,} into {what[mode]}; no parameters.")


RULES: dict[str, LayerRule] = {
    "Normalization": _normalization,
    "Rescaling": _rescaling,
    "Discretization": _discretization,
    "CategoryEncoding": _category,
}
