"""Value rules of dense, embedding, activation and regularization layers."""

from __future__ import annotations

from kerasrun.catalogue.rule import AnyOf, Boolean, ListOf, Number, Refused, Rule, Text
from kerasrun.catalogue.rules.value import (
    ABOVE_ZERO,
    AXES,
    FRACTION,
    NOT_NEGATIVE,
    POLICY,
    POSITIVE,
    SHAPE,
    Table,
)

_EMBEDDING: dict[str, Rule] = {
    "input_dim": POSITIVE,
    "output_dim": POSITIVE,
    "mask_zero": Boolean(),
    "weights": Refused("it takes arrays: choose an `embeddings_initializer`"),
}

TABLE: Table = {
    "ActivityRegularization": {"l1": NOT_NEGATIVE, "l2": NOT_NEGATIVE},
    "AlphaDropout": {"noise_shape": SHAPE},
    "Dropout": {"noise_shape": SHAPE},
    "EinsumDense": {
        "equation": Text(),
        "output_shape": AnyOf((POSITIVE, SHAPE)),
        "bias_axes": Text(),
        "gptq_unpacked_column_size": Refused("Keras sets it when it quantizes a model: leave it out"),
    },
    "ELU": {"alpha": NOT_NEGATIVE},
    "Embedding": _EMBEDDING,
    "GaussianNoise": {"stddev": FRACTION},
    "LeakyReLU": {"negative_slope": NOT_NEGATIVE},
    "Masking": {"mask_value": Number()},
    "PReLU": {"shared_axes": AnyOf((POSITIVE, ListOf(POSITIVE, minimum=1)))},
    "ReLU": {"max_value": NOT_NEGATIVE, "negative_slope": NOT_NEGATIVE, "threshold": NOT_NEGATIVE},
    "ReversibleEmbedding": {
        **_EMBEDDING,
        "tie_weights": Boolean(),
        "reverse_dtype": POLICY,
        "logit_soft_cap": ABOVE_ZERO,
    },
    "Softmax": {"axis": AXES},
}
