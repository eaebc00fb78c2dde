"""The values that many arguments share: the words in which the tables beside this file are written."""

from __future__ import annotations

from kerasrun.catalogue.rule import AnyOf, Choice, Integer, ListOf, Null, Number, Rule

Table = dict[str, dict[str, Rule]]
"""`{object: {argument: rule}}`."""

POSITIVE = Integer(minimum=1)
COUNT = Integer(minimum=0)
AXIS = Integer()
AXES = AnyOf((AXIS, ListOf(AXIS, minimum=1)))
SEED = Integer(minimum=0, maximum=2**32 - 1)

ABOVE_ZERO = Number(above=0)
NOT_NEGATIVE = Number(minimum=0)
FRACTION = Number(minimum=0, maximum=1)
RATE = Number(minimum=0, below=1)
"""A share that must leave something over: Keras accepts `Dropout(1.0)`, which passes no gradient at all."""

SHAPE = ListOf(AnyOf((POSITIVE, Null())), minimum=1)
"""A shape in which null stands for any size."""

FLOAT_TYPES = ("float16", "bfloat16", "float32", "float64")
# int8 alone is a quantization mode in Keras, not a type.
INTEGER_TYPES = ("int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
FLOAT_TYPE = Choice(FLOAT_TYPES)
POLICY = Choice((*FLOAT_TYPES, "mixed_float16", "mixed_bfloat16"))
ANY_TYPE = Choice((*FLOAT_TYPES, *INTEGER_TYPES))


def choice(*values: str | int | bool) -> Choice:
    """Return the rule "one of `values`"."""
    return Choice(values)


def number_or_pair(item: Rule) -> AnyOf:
    """Return the rule of the augmentation layers' factors: one value, or [lower, upper]."""
    return AnyOf((item, ListOf(item, length=2)))
