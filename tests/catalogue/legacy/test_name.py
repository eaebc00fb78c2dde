from __future__ import annotations

import re
from typing import get_args

import pytest

from kerasrun.catalogue import catalogue
from kerasrun.catalogue.legacy import legacy_name
from kerasrun.catalogue.legacy.name import _NEAR, _OTHER, _SAME
from kerasrun.catalogue.refused import refused
from kerasrun.catalogue.rule import Kind
from kerasrun.errors import Hint


@pytest.mark.parametrize(
    ("kind", "name", "hint"),
    [
        ("layer", "Convolution2D", "write `Conv2D`"),
        ("layer", "Convolution2DTranspose", "write `Conv2DTranspose`"),
        ("layer", "CuDNNLSTM", "write `LSTM`"),
        ("layer", "Input", "write `input_shape: [...]` under `model`, beside `layers`"),
        ("layer", "ThresholdedReLU", "write `ReLU: {threshold: 1.0}`"),
        ("metric", "acc", "write `accuracy`"),
        ("loss", "kullback_leibler_divergence", "write `kl_divergence`"),
        ("constraint", "maxnorm", "write `max_norm`"),
    ],
)
def test_old_names_have_a_new_one(kind: Kind, name: str, hint: str) -> None:
    assert legacy_name(kind, name) == hint


@pytest.mark.parametrize("name", ["Conv2D", "MaxPool2D", "AvgPool2D", "GlobalAvgPool2D", "Dens"])
def test_current_and_unknown_names_are_not_old(name: str) -> None:
    assert legacy_name("layer", name) is None


@pytest.mark.parametrize("kind", get_args(Kind))
def test_an_old_name_is_never_a_name_of_the_installed_keras(kind: Kind) -> None:
    old = {*_SAME.get(kind, {}), *_NEAR.get(kind, {}), *_OTHER.get(kind, {})}
    assert not old & set(catalogue.names(kind))


@pytest.mark.parametrize("kind", get_args(Kind))
def test_the_names_to_write_are_names_a_spec_may_use(kind: Kind) -> None:
    for new in (*_SAME.get(kind, {}).values(), *_NEAR.get(kind, {}).values()):
        entry = catalogue.entry(kind, new)
        assert entry is not None, new
        assert refused(kind, entry.name) is None
        assert legacy_name(kind, new) is None


def test_every_exported_convolution_name_of_keras_1_is_old() -> None:
    exported = [alias for alias in catalogue.aliases("layer") if re.search("Convolution", alias)]
    assert exported
    assert all(legacy_name("layer", alias) for alias in exported)


def test_a_name_of_something_else_today_has_no_fix() -> None:
    assert legacy_name("layer", "MaxoutDense") == "write `Dense`"
    assert not isinstance(legacy_name("layer", "MaxoutDense"), Hint)
    assert isinstance(legacy_name("layer", "Convolution2D"), Hint)
