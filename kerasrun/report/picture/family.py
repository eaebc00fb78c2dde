"""Which family a layer belongs to: families share a colour, and some are marks on an arrow.

In: a layer. Out: one word, which is also a CSS class and a Mermaid class.
"""

from __future__ import annotations

import re

from kerasrun.report.picture.layer import Layer, Part

FAMILIES = {
    "input": "input",
    "convolution": "convolution",
    "pooling": "pooling",
    "dense": "dense",
    "recurrent": "recurrent",
    "text": "text and embedding",
    "reshaping": "reshaping",
    "normalization": "normalization",
    "regularization": "regularization",
    "activation": "activation",
    "other": "other",
}
"""Families in the order of a legend, with the words for it."""

_PATTERNS = {
    "input": r"Input(Layer)?",
    "recurrent": r"LSTM|GRU|SimpleRNN|RNN|ConvLSTM\dD",
    "convolution": r".*Conv\dD(Transpose)?",
    "pooling": r".*Pooling\dD|UpSampling\dD",
    "dense": r"Dense|EinsumDense",
    "text": r".*Embedding|TextVectorization|StringLookup|IntegerLookup|Hashing|CategoryEncoding",
    "reshaping": r"Flatten|Reshape|Permute|RepeatVector|(Cropping|ZeroPadding)\dD|Resizing|\w+Crop",
    "normalization": r".*Normalization|Rescaling|Discretization",
    "activation": r"Activation|ELU|LeakyReLU|PReLU|ReLU|Softmax",
    "regularization": r".*Dropout\d?D?|GaussianNoise|ActivityRegularization|Random\w+|Masking|Identity",
}

_MARKS = ("normalization", "activation", "regularization", "other")
"""Families of layers that change numbers and not shapes: they sit on the arrow between two layers."""


def family_of(part: Part) -> str:
    """Return the family of a layer; that of the inner layer for a wrapper."""
    if part.inner is not None and part.type != part.inner.type:
        return family_of(part.inner)
    for family, pattern in _PATTERNS.items():
        if re.fullmatch(pattern, part.type):
            return family
    return "other"


def is_mark(layer: Layer) -> bool:
    """Return whether the layer is drawn as a mark on the arrow, not as a shape of its own."""
    return family_of(layer.part) in _MARKS and layer.output_shape == layer.input_shape


def is_recurrent(part: Part) -> bool:
    """Return whether the layer walks along a sequence: also one inside Bidirectional."""
    if part.type == "TimeDistributed":
        return False
    return family_of(part) == "recurrent"
