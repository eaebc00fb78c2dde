from __future__ import annotations

import pytest

from kerasrun.analysis.layer.family import FAMILIES as RULES
from kerasrun.report.picture.family import FAMILIES, family_of, is_mark, is_recurrent
from kerasrun.report.picture.layer import Layer, Part

SAME = {
    "convolution": "convolution",
    "depthwise": "convolution",
    "transposed": "convolution",
    "pooling": "pooling",
    "dense": "dense",
    "einsum": "dense",
    "recurrent": "recurrent",
    "recurrent_convolution": "recurrent",
    "embedding": "text",
    "reshaping": "reshaping",
    "activation": "activation",
    "regularization": "regularization",
    "augmentation": None,
    "normalization": "normalization",
}
"""Families of the static analysis to those of a picture."""


@pytest.mark.parametrize("rule", SAME)
def test_layers_of_one_rule_have_one_family(rule: str) -> None:
    found = {family_of(Part(name)) for name in RULES[rule]}
    if SAME[rule] is not None:
        assert found == {SAME[rule]}
    assert found <= set(FAMILIES)


def test_a_wrapper_has_the_family_of_what_it_wraps() -> None:
    assert family_of(Part("TimeDistributed", {"layer": Part("Conv2D")})) == "convolution"
    assert family_of(Part("Bidirectional", {"layer": Part("GRU")})) == "recurrent"


def test_only_what_keeps_the_shape_is_a_mark() -> None:
    assert is_mark(Layer(0, "d", Part("Dropout"), (3,), (3,)))
    assert not is_mark(Layer(0, "d", Part("Dense"), (3,), (3,)))
    assert not is_mark(Layer(0, "c", Part("RandomCrop"), (9, 9, 3), (8, 8, 3)))


def test_a_recurrent_layer_for_each_step_is_no_walk() -> None:
    lstm = Part("LSTM")
    assert is_recurrent(Part("Bidirectional", {"layer": lstm}))
    assert not is_recurrent(Part("TimeDistributed", {"layer": lstm}))
