"""The words beside a layer: its kernel, its activation, its rate, as short as a picture needs them.

In: a layer. Out: short strings, longest first to read; every writer of the room uses the same ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from kerasrun.report.number import format_count
from kerasrun.report.picture.family import family_of, is_recurrent
from kerasrun.report.picture.layer import Layer, Model, Part


def title_of(part: Part) -> str:
    """Return `Conv2D`, or `Bidirectional LSTM` for a wrapper with what it wraps."""
    return f"{part.type} {title_of(part.inner)}" if part.inner else part.type


def details_of(layer: Layer) -> str:
    """Return what the user chose, such as `3x3, stride 2, relu`; empty where there is nothing to say."""
    part = layer.part.inner or layer.part
    words = _WORDS.get(family_of(part), _other)(part)
    if is_recurrent(part):
        words += ["backwards"] if part.get("go_backwards") else []
        words.append("every step" if part.get("return_sequences") else "last step")
    activation = part.get("activation", "linear")
    usual = "tanh" if is_recurrent(part) else "linear"
    if isinstance(activation, str) and activation not in (usual, "linear"):
        words.append(activation)
    return ", ".join(words)


def size_of(layer: Layer) -> str:
    """Return the output shape as a caption: `98 x 98 x 32`, `256 units`, `30,976 values`."""
    shape = layer.output_shape
    if shape is None or len(shape) != 1 or shape[0] is None:
        return layer.shape
    noun = "unit" if family_of(layer.part) == "dense" else "value"
    return format_count(shape[0], noun)


def mark_text(layer: Layer) -> str:
    """Return the one line of a mark: `Dropout 0.25`, `BatchNormalization`, `relu`."""
    part = layer.part
    if part.type == "Activation":
        return str(part.get("activation", "Activation"))
    return " ".join(filter(None, (title_of(part), details_of(layer))))


def parameters_of(layer: Layer, copies: Sequence[Layer] = ()) -> str:
    """Return `9,248 parameters`, `each` or `in all` where the layer stands for copies too; empty for none."""
    counts = [layer.parameters, *(copy.parameters for copy in copies)]
    if not any(counts):
        return ""
    if len(set(counts)) > 1:
        return f"{format_count(sum(counts), 'parameter')} in all"
    return format_count(counts[0], "parameter") + (" each" if copies else "")


def own_name(layer: Layer, *, folded: bool = False) -> str:
    """Return the name that the user gave the layer; empty for Keras's own, such as `conv2d_1`.

    Args:
        layer: the layer.
        folded: leave out the numbers of the rounds, with which names inside a `repeat` end.
    """
    automatic = re.escape(layer.part.type.lower()) + r"\d*"
    if layer.index < 0 or re.fullmatch(automatic, layer.name.lower().replace("_", "")):
        return ""
    return re.sub(r"(_\d+)+$", "", layer.name) if folded else layer.name


def tooltip_of(layer: Layer, copies: Sequence[Layer] = ()) -> str:
    """Return all that is known of a layer in a few sentences, and which other layers it stands for."""
    if layer.index < 0:
        return f"Input: {layer.shape} for each example."
    head = f"{layer.index + 1}. {layer.name} ({title_of(layer.part)}): {layer.shape}"
    details = details_of(layer)
    facts = [head, *([details] if details else []), parameters_of(layer) or "no parameters"]
    words = [f"{'; '.join(facts)}.", layer.sentence]
    if copies:
        words.append(f"Stands for {', '.join(copy.name for copy in copies)} too.")
    return " ".join(filter(None, words))


def describe(model: Model) -> str:
    """Return the model in one line: `12 layers, 1,250,858 parameters, 61 million operations`."""
    words = [format_count(len(model.layers), "layer"), format_count(model.parameters, "parameter")]
    if model.flops:
        words.append(f"{_round(model.flops)} operations for one example")
    return ", ".join(words)


def _round(count: int) -> str:
    """Return `423 million` for 423,071,488: three digits are what a reader compares."""
    for size, word in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million")):
        if count >= size:
            return f"{count / size:.3g} {word}"
    return f"{count:,}"


def _window(value: Any) -> str:
    """Return `3x3` for a list of sizes, `3` for one size."""
    return "x".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _is_one(value: Any) -> bool:
    return all(size == 1 for size in value) if isinstance(value, list | tuple) else value == 1


def _sized(part: Part, argument: str) -> str:
    """Return a window for as many axes as the layer has: Keras takes one number for all of them."""
    value = part.get(argument, 2 if argument == "pool_size" else 1)
    rank = next(
        (int(text[-2]) for text in (part.type.removesuffix("Transpose"),) if text[-2:-1].isdigit()), 1
    )
    return _window(value if isinstance(value, list | tuple) else [value] * rank)


def _one_axis(noun: str, sizes: str) -> str:
    """Return `kernel 5` for one number, which would not tell what it counts; `3x3` does."""
    return sizes if "x" in sizes else f"{noun} {sizes}"


def _convolution(part: Part) -> list[str]:
    words = [_one_axis("kernel", _sized(part, "kernel_size"))]
    for argument, word in (("strides", "stride"), ("dilation_rate", "dilation")):
        value = part.get(argument, 1)
        if not _is_one(value):
            words.append(f"{word} {_window(value)}")
    if part.get("padding", "valid") != "valid":
        words.append(str(part.get("padding")))
    return words


def _pooling(part: Part) -> list[str]:
    if part.type.startswith("Global"):
        return []
    argument = next(
        (name for name in ("pool_size", "size", "output_size") if name in part.arguments), "pool_size"
    )
    words = [_one_axis("window", _sized(part, argument))]
    strides = part.get("strides")
    if strides is not None and strides != part.get("pool_size", 2):
        words.append(f"stride {_window(strides)}")
    return words


def _text(part: Part) -> list[str]:
    for name, noun in (
        ("input_dim", "id"),
        ("max_tokens", "token"),
        ("num_tokens", "token"),
        ("num_bins", "bin"),
    ):
        if isinstance(part.get(name), int):
            return [format_count(part.get(name), noun)]
    return []


def _recurrent(part: Part) -> list[str]:
    return [_sized(part, "kernel_size")] if part.type.startswith("ConvLSTM") else []


def _regularization(part: Part) -> list[str]:
    value = next(
        (part.get(name) for name in ("rate", "stddev", "factor") if part.get(name) is not None), None
    )
    return [f"{value:g}"] if isinstance(value, int | float) else []


def _other(part: Part) -> list[str]:
    scale = part.get("scale") if part.type == "Rescaling" else part.get("negative_slope")
    return [f"{scale:.3g}"] if isinstance(scale, int | float) else []


_WORDS: dict[str, Callable[[Part], list[str]]] = {
    "convolution": _convolution,
    "pooling": _pooling,
    "text": _text,
    "recurrent": _recurrent,
    "regularization": _regularization,
}
