"""Types of values: which layers take text, which need fractions, which pass whole numbers on.

Keras computes in the dtype of the layer's policy and casts fractions to it; whole numbers and text it leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kerasrun.analysis.layer.function import function_name
from kerasrun.analysis.layer.rule import Call, Outcome, ShapeError

_MIXED = {"mixed_float16": "float16", "mixed_bfloat16": "bfloat16"}

_TEXT = frozenset(
    "Cropping1D Cropping2D Cropping3D Flatten Hashing Identity Permute Pipeline RepeatVector Reshape "
    "StringLookup TextVectorization TimeDistributed".split()
)
"""Layers that take text, themselves or by the layers inside them."""

_KEEPING = frozenset(
    "ActivityRegularization Activation AlphaDropout Dropout GaussianDropout GaussianNoise SpatialDropout1D "
    "SpatialDropout2D SpatialDropout3D AdaptiveMaxPooling1D AdaptiveMaxPooling2D "
    "Cropping1D Cropping2D Cropping3D "
    "ContrastLimitedAdaptiveHistogramEqualization GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D "
    "Masking MaxPooling1D MaxPooling2D RandomBrightness RandomGrayscale ReLU RepeatVector "
    "Resizing UpSampling1D UpSampling2D UpSampling3D ZeroPadding1D ZeroPadding2D ZeroPadding3D".split()
)
"""Layers that give whole numbers for whole numbers, whatever Keras declares."""

_FRACTIONS = frozenset(
    "AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D AdaptiveMaxPooling3D "
    "AveragePooling1D AveragePooling2D AveragePooling3D Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D "
    "Conv3DTranspose ConvLSTM1D ConvLSTM2D ConvLSTM3D DepthwiseConv1D DepthwiseConv2D ELU MaxPooling3D PReLU "
    "RMSNormalization RandomContrast RandomSaturation SeparableConv1D SeparableConv2D Softmax "
    "UnitNormalization".split()
)
"""Layers that fail on whole numbers, most of them only once the model runs."""

_BESIDE = {
    **dict.fromkeys(("AlphaDropout", "Dropout", "GaussianDropout"), ("rate",)),
    **{f"SpatialDropout{rank}D": ("rate",) for rank in (1, 2, 3)},
    **{f"{name}{cell}": ("dropout",) for name in ("LSTM", "GRU", "SimpleRNN") for cell in ("", "Cell")},
    "ActivityRegularization": ("l1", "l2"),
    "GaussianNoise": ("stddev",),
    "RandomBrightness": ("value_range",),
    "ReLU": ("max_value", "negative_slope", "threshold"),
    "Resizing": ("fill_value", "pad_to_aspect_ratio"),
}
"""Arguments whose fractions Keras cannot mix with whole numbers."""

_WHOLE_FUNCTIONS = frozenset({"linear", "relu", "relu6"})
_FLOAT_FUNCTIONS = frozenset({"exponential", "leaky_relu", "tanh"})
"""Activations that make fractions of whole numbers; all others fail on them."""


def compute_dtype(arguments: Mapping[str, Any], policy: str) -> str:
    """Return the dtype a layer computes in, from its `dtype` argument or the model's policy."""
    name = arguments.get("dtype") or policy
    return _MIXED.get(name, name)


def check_input_dtype(call: Call) -> None:
    """Check that the layer takes values of the input's dtype.

    Raises:
        ShapeError: text where numbers are needed, or whole numbers where fractions are.
    """
    dtype = call.input_dtype
    if dtype == "string" and call.name not in _TEXT:
        hint = "turn the text into numbers first: TextVectorization or StringLookup"
        raise ShapeError("expected numbers, received text", hint)
    if "float" in dtype or dtype == "string":
        return
    if call.name in _FRACTIONS or not _takes_whole(call):
        message = f"expected numbers with fractions, received whole numbers ({dtype})"
        raise ShapeError(message, "write `dtype: float32` under `model`, or add `- Rescaling` before it")


def _takes_whole(call: Call) -> bool:
    given = [call.arguments.get(argument) for argument in _BESIDE.get(call.name, ())]
    if any(number for number in _numbers(given) if type(number) is not int):
        return False
    if call.name != "Activation":
        return True
    return function_name(call.arguments["activation"]) in _WHOLE_FUNCTIONS | _FLOAT_FUNCTIONS


def _numbers(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, list | tuple):
            yield from value
        else:
            yield value


def output_dtype(call: Call, outcome: Outcome) -> str:
    """Return the dtype of the output: the rule's own word, the input's, or that the layer computes in."""
    if outcome.dtype is not None:
        return outcome.dtype
    if call.name not in _KEEPING or "float" in call.input_dtype:
        return call.compute_dtype
    if call.name == "Activation" and function_name(call.arguments["activation"]) in _FLOAT_FUNCTIONS:
        return call.compute_dtype
    return call.input_dtype
