from __future__ import annotations

from typing import get_args

import keras
import pytest

from kerasrun.catalogue import catalogue
from kerasrun.catalogue.refused import _REFUSED, refused
from kerasrun.catalogue.rule import Kind, Refused

SEVERAL_INPUTS = {
    "Add": {},
    "AdditiveAttention": {},
    "Attention": {},
    "Average": {},
    "Concatenate": {},
    "Dot": {"axes": 1},
    "Equalization": {},
    "GroupQueryAttention": {"head_dim": 2, "num_query_heads": 2, "num_key_value_heads": 1},
    "HashedCrossing": {"num_bins": 3},
    "Maximum": {},
    "Minimum": {},
    "MultiHeadAttention": {"num_heads": 2, "key_dim": 2},
    "Multiply": {},
    "Subtract": {},
}


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_refused_name_is_a_public_keras_name(kind: Kind) -> None:
    assert set(_REFUSED[kind]) <= set(catalogue.names(kind))


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("layer", "Lambda"),
        ("layer", "TFSMLayer"),
        ("layer", "TorchModuleWrapper"),
        ("layer", "FlaxLayer"),
        ("layer", "JaxLayer"),
        ("callback", "LambdaCallback"),
        ("callback", "LearningRateScheduler"),
        ("callback", "RemoteMonitor"),
        ("metric", "MeanMetricWrapper"),
        ("optimizer", "MultiOptimizer"),
    ],
)
def test_names_that_reach_code_or_the_network_are_refused(kind: Kind, name: str) -> None:
    assert refused(kind, name)
    entry = catalogue.entry(kind, name)
    assert entry is not None
    rules = [catalogue.rule(kind, name, argument.name) for argument in entry.arguments]
    assert all(isinstance(rule, Refused) for rule in rules)


@pytest.mark.parametrize("kind", [kind for kind in get_args(Kind) if kind != "activation"])
def test_the_base_class_of_every_kind_is_refused(kind: Kind) -> None:
    bases = {"schedule": "LearningRateSchedule"}
    assert "base class" in (refused(kind, bases.get(kind, kind.capitalize())) or "")


@pytest.mark.parametrize("name", sorted(SEVERAL_INPUTS))
def test_layers_refused_for_their_inputs_do_not_fit_into_a_sequential_model(name: str) -> None:
    assert refused("layer", name)
    layer = getattr(keras.layers, name)(**SEVERAL_INPUTS[name])
    for shape in ((8,), (8, 4), (8, 8, 3)):
        with pytest.raises(Exception, match=r"."):
            _ = keras.Sequential([keras.Input(shape), layer]).output_shape


@pytest.mark.parametrize("kind", get_args(Kind))
def test_aliases_are_refused_with_their_entry(kind: Kind) -> None:
    for alias, name in catalogue.aliases(kind).items():
        assert refused(kind, alias) == refused(kind, name)
    assert refused("metric", "mean")


def test_names_a_spec_may_use_are_not_refused() -> None:
    assert refused("layer", "Dense") is None
    assert refused("callback", "EarlyStopping") is None
    assert refused("metric", "no_such_metric") is None
