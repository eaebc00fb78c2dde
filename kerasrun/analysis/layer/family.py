"""The families of layers: which file of this folder holds the rule of a layer.

A name decides the one file that is imported: a check needs few of them, and each costs a millisecond.
"""

from __future__ import annotations

from importlib import import_module

from kerasrun.analysis.layer.rule import LayerRule

FAMILIES: dict[str, tuple[str, ...]] = {
    "activation": ("Activation", "ELU", "LeakyReLU", "PReLU", "ReLU", "Softmax"),
    "audio": ("MelSpectrogram",),
    "augmentation": (
        "AugMix",
        "AutoContrast",
        "ContrastLimitedAdaptiveHistogramEqualization",
        "RandAugment",
        "RandomBrightness",
        "RandomColorDegeneration",
        "RandomColorJitter",
        "RandomContrast",
        "RandomElasticTransform",
        "RandomErasing",
        "RandomFlip",
        "RandomGaussianBlur",
        "RandomGrayscale",
        "RandomHue",
        "RandomInvert",
        "RandomPerspective",
        "RandomPosterization",
        "RandomRotation",
        "RandomSaturation",
        "RandomSharpness",
        "RandomShear",
        "RandomTranslation",
        "RandomZoom",
        "Solarization",
    ),
    "cell": ("GRUCell", "LSTMCell", "SimpleRNNCell", "StackedRNNCells"),
    "convolution": ("Conv1D", "Conv2D", "Conv3D"),
    "dense": ("Dense",),
    "depthwise": ("DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D"),
    "einsum": ("EinsumDense",),
    "embedding": ("Embedding", "ReversibleEmbedding"),
    "image": ("CenterCrop", "RandomCrop", "Resizing"),
    "normalization": (
        "BatchNormalization",
        "GroupNormalization",
        "LayerNormalization",
        "RMSNormalization",
        "UnitNormalization",
    ),
    "pooling": tuple(
        f"{kind}Pooling{rank}D"
        for kind in ("AdaptiveAverage", "AdaptiveMax", "Average", "GlobalAverage", "GlobalMax", "Max")
        for rank in (1, 2, 3)
    ),
    "preprocessing": ("CategoryEncoding", "Discretization", "Normalization", "Rescaling"),
    "recurrent": ("GRU", "LSTM", "RNN", "SimpleRNN"),
    "recurrent_convolution": ("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"),
    "regularization": (
        "ActivityRegularization",
        "AlphaDropout",
        "Dropout",
        "GaussianDropout",
        "GaussianNoise",
        "Identity",
        "Masking",
        "SpatialDropout1D",
        "SpatialDropout2D",
        "SpatialDropout3D",
    ),
    "reshaping": ("Flatten", "Permute", "RepeatVector", "Reshape"),
    "resizing": tuple(
        f"{kind}{rank}D" for kind in ("Cropping", "UpSampling", "ZeroPadding") for rank in (1, 2, 3)
    ),
    "text": ("Hashing", "IntegerLookup", "StringLookup", "TextVectorization"),
    "transposed": ("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"),
    "wrapper": ("Bidirectional", "Pipeline", "SpectralNormalization", "TimeDistributed"),
}
"""File to the layers it holds the rules of."""

RECURRENT = (*FAMILIES["recurrent"], *FAMILIES["recurrent_convolution"])
"""Layers that walk along a sequence and give its last step, or every one with `return_sequences`."""

_FAMILY_OF = {name: family for family, names in FAMILIES.items() for name in names}


def family_of(name: str) -> str:
    """Return the family of the layer called `name`, which every layer and cell of the catalogue has."""
    return _FAMILY_OF[name]


def layer_rule(name: str) -> LayerRule:
    """Return the rule of the layer or recurrent cell called `name`."""
    rules: dict[str, LayerRule] = import_module(f"kerasrun.analysis.layer.{family_of(name)}").RULES
    return rules[name]
