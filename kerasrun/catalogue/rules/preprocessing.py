"""Value rules of the layers that turn raw numbers, text and sound into inputs."""

from __future__ import annotations

from kerasrun.catalogue.rule import AnyOf, Boolean, Integer, ListOf, Number, Object, Rule, Text
from kerasrun.catalogue.rules.value import (
    ABOVE_ZERO,
    ANY_TYPE,
    AXES,
    COUNT,
    FLOAT_TYPES,
    NOT_NEGATIVE,
    POSITIVE,
    Table,
    choice,
)

_SALT = Integer(minimum=0, maximum=2**63 - 1)
_ENCODING = choice("utf-8", "utf-16", "utf-32", "ascii", "latin-1")
_ENCODED = choice("int", "one_hot", "multi_hot", "count")
_LOOKUP: dict[str, Rule] = {
    "max_tokens": Integer(minimum=2),
    "num_oov_indices": COUNT,
    "mask_token": Text(),
    "oov_token": Text(),
    "vocabulary": ListOf(Text(), minimum=1),
    "idf_weights": ListOf(NOT_NEGATIVE, minimum=1),
    "invert": Boolean(),
    "output_mode": choice("int", "one_hot", "multi_hot", "count", "tf_idf"),
    "sparse": Boolean(),
    "pad_to_max_tokens": Boolean(),
    "oov_method": choice("floormod", "farmhash"),
    "salt": AnyOf((_SALT, ListOf(_SALT, length=2))),
    "encoding": _ENCODING,
}

TABLE: Table = {
    "CategoryEncoding": {
        "num_tokens": POSITIVE,
        "output_mode": choice("one_hot", "multi_hot", "count"),
        "sparse": Boolean(),
        "dtype": ANY_TYPE,
    },
    "Discretization": {
        "bin_boundaries": ListOf(Number(), minimum=1),
        "num_bins": POSITIVE,
        "epsilon": ABOVE_ZERO,
        "output_mode": _ENCODED,
        "sparse": Boolean(),
        "dtype": ANY_TYPE,
    },
    "Hashing": {
        "num_bins": POSITIVE,
        "mask_value": AnyOf((Integer(), Text())),
        "salt": AnyOf((_SALT, ListOf(_SALT, length=2))),
        "output_mode": _ENCODED,
        "sparse": Boolean(),
        "dtype": choice("int32", "int64", *FLOAT_TYPES),
    },
    "IntegerLookup": {
        **_LOOKUP,
        "mask_token": Integer(),
        "oov_token": Integer(),
        "vocabulary": ListOf(Integer(), minimum=1),
        "vocabulary_dtype": choice("int64"),
    },
    "MelSpectrogram": {
        "fft_length": POSITIVE,
        "sequence_stride": POSITIVE,
        "sequence_length": POSITIVE,
        "window": choice("hann", "hamming"),
        "sampling_rate": POSITIVE,
        "num_mel_bins": POSITIVE,
        "min_freq": NOT_NEGATIVE,
        "max_freq": ABOVE_ZERO,
        "power_to_db": Boolean(),
        "top_db": ABOVE_ZERO,
        "mag_exp": ABOVE_ZERO,
        "min_power": ABOVE_ZERO,
        "ref_power": ABOVE_ZERO,
    },
    "Normalization": {
        "axis": AXES,
        "mean": AnyOf((Number(), ListOf(Number(), minimum=1))),
        "variance": AnyOf((NOT_NEGATIVE, ListOf(NOT_NEGATIVE, minimum=1))),
        "invert": Boolean(),
    },
    "Pipeline": {"layers": ListOf(Object("layer"), minimum=1)},
    "Rescaling": {
        "scale": AnyOf((Number(), ListOf(Number(), minimum=1))),
        "offset": AnyOf((Number(), ListOf(Number(), minimum=1))),
    },
    "StringLookup": _LOOKUP,
    "TextVectorization": {
        **_LOOKUP,
        "standardize": choice("lower_and_strip_punctuation", "lower", "strip_punctuation"),
        "split": choice("whitespace", "character"),
        "ngrams": AnyOf((POSITIVE, ListOf(POSITIVE, minimum=1))),
        "output_sequence_length": POSITIVE,
        "ragged": Boolean(),
    },
}
