"""Random layers for the tests against Keras: arguments that the catalogue allows, in small domains."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from pydantic import ValidationError

from kerasrun.analysis.layer import augmentation, image
from kerasrun.analysis.layer.analyse import analyse_layer
from kerasrun.analysis.layer.rule import Shape, ShapeError
from kerasrun.catalogue import catalogue
from kerasrun.catalogue.refused import refused, refused_in_stack
from kerasrun.catalogue.rule import (
    AnyOf,
    Boolean,
    Choice,
    Integer,
    ListOf,
    Null,
    Number,
    Object,
    Refused,
    Rule,
)
from kerasrun.spec.object import ObjectSpec, parse_object

NAMES = [
    name for name in catalogue.names("layer") if not refused("layer", name) and not refused_in_stack(name)
]
# Masks, which later layers can misread, and text are for the tests of single layers.
_ALONE = {"Masking", "Embedding", "ReversibleEmbedding", "StringLookup", "TextVectorization"}
STACKABLE = sorted(set(NAMES) - _ALONE)
BATCH = 2
SIZES = st.sampled_from([1, 2, 3, 4, 6, 8])

RANKS = {
    **{
        name: int(name.removesuffix("Transpose")[-2]) + 1
        for name in NAMES
        if name.removesuffix("Transpose")[-1] == "D"
    },
    **{f"ConvLSTM{rank}D": rank + 2 for rank in (1, 2, 3)},
    **dict.fromkeys(("LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional", "TimeDistributed", "Permute"), 2),
    **dict.fromkeys(("RepeatVector", "TextVectorization", "MelSpectrogram"), 1),
    **dict.fromkeys((*augmentation.RULES, *image.RULES), 3),
}
WORDS = st.sampled_from(["a", "b", "c", "d"])
CELLS = st.sampled_from(
    [{"LSTMCell": 2}, {"GRUCell": {"units": 3, "reset_after": False}}, {"SimpleRNNCell": 4}]
)
STACKS = st.lists(CELLS, min_size=1, max_size=3)
LOOPS = st.fixed_dictionaries(
    {"units": st.integers(1, 3)},
    optional={"return_sequences": st.booleans(), "go_backwards": st.booleans(), "trainable": st.booleans()},
)
RECURRENT = st.one_of(
    LOOPS.map(lambda arguments: {"LSTM": arguments}),
    LOOPS.map(lambda arguments: {"GRU": arguments}),
    CELLS.map(lambda cell: {"RNN": {"cell": cell}}),
    st.just({"ConvLSTM1D": {"filters": 2, "kernel_size": 2}}),
    st.just({"Dense": 3}),
)
PLAIN = st.sampled_from(
    [
        {"Dense": 3},
        {"Dense": {"units": 2, "trainable": False}},
        {"Conv1D": {"filters": 2, "kernel_size": 2}},
        {"Conv2D": {"filters": 2, "kernel_size": [1, 2], "use_bias": False}},
        {"DepthwiseConv2D": {"kernel_size": 2}},
        {"Embedding": {"input_dim": 5, "output_dim": 2}},
        {"EinsumDense": {"equation": "...x,xy->...y", "output_shape": 3}},
        "Flatten",
        "BatchNormalization",
        {"MaxPooling1D": 2},
        {"SeparableConv1D": {"filters": 2, "kernel_size": 2}},
        {"LSTM": 2},
        {"Reshape": [-1]},
    ]
)
IMAGES = st.lists(
    st.sampled_from(["RandomFlip", {"Rescaling": 0.5}, {"Resizing": [4, 4]}, "AutoContrast"]),
    min_size=1,
    max_size=3,
)

DOMAINS: dict[str, st.SearchStrategy[Any]] = {
    "activation": st.sampled_from(["relu", "tanh", "linear", "softmax", "glu"]),
    "axis": st.one_of(st.integers(-4, 4), st.lists(st.integers(-3, 3), min_size=1, max_size=2)),
    "backward_layer": RECURRENT,
    "bias_axes": st.sampled_from(["d", "bd", "y", "x", "z"]),
    "cell": st.one_of(CELLS, STACKS, STACKS.map(lambda cells: {"StackedRNNCells": cells})),
    "dims": st.sampled_from([[2, 1], [1, 2, 3], [3, 1, 2], [1], [1, 3]]),
    "dtype": st.sampled_from(["float32", "float16", "mixed_float16"]),
    "equation": st.nothing(),
    "fft_length": st.sampled_from([4, 8, 16]),
    "idf_weights": st.lists(st.just(0.5), min_size=1, max_size=3),
    "layers": IMAGES,
    "noise_shape": st.lists(st.sampled_from([None, 1, 2, 4]), min_size=1, max_size=4).map(
        lambda n: [None, *n[1:]]
    ),
    "output_shape": st.one_of(
        st.integers(1, 4), st.lists(st.one_of(st.none(), st.integers(1, 4)), min_size=1, max_size=3)
    ),
    "target_shape": st.sampled_from([[-1], [2, -1], [4, 2], [8], [-1, -1], [3, -1], [24], [2, 2, 2], []]),
    "sequence_length": st.sampled_from([4, 8, 12]),
    "sequence_stride": st.sampled_from([1, 2, 3, 5]),
    "vocabulary": st.lists(WORDS, min_size=1, max_size=4),
    "value_range": st.sampled_from([[0, 255], [0, 1]]),
}
EQUATIONS = [
    ("ab,bc->ac", 4),
    ("abc,cd->abd", [None, 2]),
    ("...x,xy->...y", 3),
    ("...x,xyz->...yz", [3, 2]),
    ("abx...,xy->aby...", [None, 3]),
    ("abc,cde->abde", [None, 2, 3]),
    ("abc,bcd->ad", 4),
    ("abc,c->abc", [3, 4]),
    ("abc,xbc->axb", [2, 3]),
    ("ab->ba", 2),
    ("ab,bc->ax", 2),
    ("ab,bcx->ac", 2),
    ("aab,bc->ac", 2),
]
OWN: dict[tuple[str, str], st.SearchStrategy[Any]] = {
    ("Bidirectional", "layer"): RECURRENT,
    ("Activation", "activation"): st.sampled_from(
        [name for name in catalogue.names("activation") if not refused("activation", name)]
    ),
    ("IntegerLookup", "vocabulary"): st.lists(st.integers(1, 4), min_size=1, max_size=4),
    **{(f"AdaptiveMaxPooling{rank}D", "output_size"): st.integers(2, 3) for rank in (1, 2, 3)},
    ("GroupNormalization", "axis"): st.integers(-4, 4),
    ("BatchNormalization", "axis"): st.integers(-4, 4),
}
SKIPPED = frozenset({"name", "seed", "use_cudnn", "renorm_clipping", "dtype_policy", "encoding"})
SKIPPED_KINDS = frozenset({"initializer", "regularizer"})


def values(rule: Rule) -> st.SearchStrategy[Any] | None:
    """Return small values that follow the rule, None for one that has none to offer."""
    if isinstance(rule, Boolean):
        return st.booleans()
    if isinstance(rule, Integer):
        low = -2 if rule.minimum is None else rule.minimum
        return st.integers(low, min(low + 3, rule.maximum or low + 3))
    if isinstance(rule, Number):
        fitting = [
            number
            for number in (-0.5, 0.0, 0.25, 0.5, 2.0)
            if (rule.minimum is None or number >= rule.minimum)
            and (rule.maximum is None or number <= rule.maximum)
            and (rule.above is None or number > rule.above)
            and (rule.below is None or number < rule.below)
        ]
        return st.sampled_from(fitting)
    if isinstance(rule, Choice):
        return st.sampled_from(rule.values)
    if isinstance(rule, Null):
        return st.none()
    return _several(rule)


def _several(rule: Rule) -> st.SearchStrategy[Any] | None:
    if isinstance(rule, ListOf):
        item = values(rule.item)
        low, high = (rule.length, rule.length) if rule.length else (max(rule.minimum, 1), rule.minimum + 2)
        return None if item is None else st.lists(item, min_size=low, max_size=high)
    if isinstance(rule, AnyOf):
        options = [option for option in map(values, rule.rules) if option is not None]
        return st.one_of(options) if options else None
    if isinstance(rule, Object) and rule.kind == "constraint":
        return st.just("NonNeg")
    if isinstance(rule, Object) and rule.kind == "layer":
        return PLAIN
    return None


@cache
def domains(name: str) -> tuple[dict[str, st.SearchStrategy[Any]], dict[str, st.SearchStrategy[Any]]]:
    """Return the strategies of the arguments that must be there and of the others."""
    entry = catalogue.entry("layer", name)
    assert entry is not None
    required: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for argument in entry.arguments:
        rule = catalogue.rule("layer", name, argument.name)
        if isinstance(rule, Refused) or argument.name in SKIPPED:
            continue
        found = OWN.get((name, argument.name), DOMAINS.get(argument.name, values(rule)))
        if found is not None:
            (required if argument.required else optional)[argument.name] = found
    return required, optional


@dataclass(frozen=True)
class Case:
    layer: ObjectSpec
    shape: Shape
    dtype: str
    batch_size: int | None


@st.composite
def layers(draw: st.DrawFn, name: str) -> ObjectSpec:
    required, optional = domains(name)
    chosen = draw(st.lists(st.sampled_from(sorted(optional)), unique=True, max_size=4)) if optional else []
    if name == "EinsumDense":
        equation, output_shape = draw(st.sampled_from(EQUATIONS))
        required = {**required, "equation": st.just(equation)}
        if draw(st.integers(0, 3)):
            required["output_shape"] = st.just(output_shape)
    arguments = {key: draw(strategy) for key, strategy in required.items()}
    arguments |= {key: draw(optional[key]) for key in chosen}
    if name == "MelSpectrogram":
        arguments.setdefault("fft_length", 8)
    if name == "GroupNormalization":
        arguments.setdefault("groups", draw(st.sampled_from([-1, 1, 2])))
    if name == "Discretization" and not set(arguments) & {"num_bins", "bin_boundaries"}:
        arguments["bin_boundaries"] = [0.0, 0.5]
    try:
        return parse_object("layer", {name: arguments} if arguments else name)
    except ValidationError:
        # Two arguments of which the spec takes one.
        assume(False)
        raise


@st.composite
def cases(draw: st.DrawFn, name: str) -> Case:
    layer = draw(layers(name))
    natural = RANKS.get(name)
    rank = draw(st.sampled_from([natural] * 7 + [1, 2, 3, 4, 5] if natural else [1, 2, 3, 1, 2, 3, 4]))
    free = draw(st.sampled_from([False] * 7 + [True]))
    shape = tuple(draw(st.one_of(SIZES, st.none()) if free else SIZES) for _ in range(rank))
    if natural == 3 and rank == 3 and name[-1] != "D":
        shape = (*shape[:2], draw(st.sampled_from([1, 3, 3, 3, 4])))
    if name == "MelSpectrogram" and rank == 1:
        shape = (draw(st.sampled_from([6, 17, 20, 33])),)
    if name == "TextVectorization" and rank == 1:
        shape = (draw(st.sampled_from([1, 1, 1, 2])),)
    usual = "string" if name in ("TextVectorization", "StringLookup") else "float32"
    dtype = draw(st.sampled_from([usual] * 8 + ["int32", "uint8", "float16", "string"]))
    return Case(layer, shape, dtype, draw(st.sampled_from([None, BATCH])))


@st.composite
def stacks(draw: st.DrawFn) -> tuple[Shape, list[ObjectSpec]]:
    """Return an input shape and three to eight layers, each of which takes what the one before gives."""
    shape: Shape = draw(st.sampled_from([(8,), (12, 4), (12, 12, 3), (6, 8, 8, 3)]))
    start, dtype, stack = shape, "float32", []
    # Hypothesis prefers the first of a list; a stack wants them all.
    names = random.Random(draw(st.integers(0, 2**32))).sample(STACKABLE, 40)
    for name in names:
        layer = draw(layers(name))
        try:
            outcome = analyse_layer(layer, shape, dtype)
        except ShapeError:
            continue
        stack.append(layer)
        shape, dtype = outcome.shape, outcome.dtype or dtype
        if len(stack) == 8:
            break
    assume(len(stack) >= 3)
    return start, stack
