"""Value rules of the layers: what arguments mean wherever they appear, and the tables of every family."""

from __future__ import annotations

from kerasrun.catalogue.rule import Boolean, Name, Object, Refused, Rule
from kerasrun.catalogue.rules import (
    convolution,
    core,
    image,
    normalization,
    pooling,
    preprocessing,
    recurrent,
    reshaping,
)
from kerasrun.catalogue.rules.value import ABOVE_ZERO, POLICY, POSITIVE, RATE, SEED, Table, choice

_WEIGHTS = (
    "alpha",
    "beta",
    "bias",
    "depthwise",
    "embeddings",
    "gamma",
    "kernel",
    "moving_mean",
    "moving_variance",
    "pointwise",
    "recurrent",
)

SHARED: dict[str, Rule] = {
    "name": Name(),
    "trainable": Boolean(),
    "dtype": POLICY,
    "autocast": Refused("Keras does not save it with the model: set the layer's `dtype` instead"),
    "activity_regularizer": Object("regularizer"),
    "activation": Object("activation"),
    "recurrent_activation": Object("activation"),
    "use_bias": Boolean(),
    "data_format": choice("channels_last", "channels_first"),
    "seed": SEED,
    "units": POSITIVE,
    "rate": RATE,
    "lora_rank": POSITIVE,
    "lora_alpha": ABOVE_ZERO,
    "quantization_config": Refused("it takes a Python object: quantize the finished model with Keras"),
    **{f"{weight}_initializer": Object("initializer") for weight in _WEIGHTS},
    **{f"{weight}_regularizer": Object("regularizer") for weight in _WEIGHTS},
    **{f"{weight}_constraint": Object("constraint") for weight in _WEIGHTS},
}

OVERRIDES: Table = {
    **convolution.TABLE,
    **core.TABLE,
    **image.TABLE,
    **normalization.TABLE,
    **pooling.TABLE,
    **preprocessing.TABLE,
    **recurrent.TABLE,
    **reshaping.TABLE,
}
